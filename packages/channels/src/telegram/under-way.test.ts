import type { Update } from "grammy/types";
import { expect, test } from "vitest";
import { createUnderWay } from "./under-way.js";

const update = (id: number, chat: number) =>
  ({ update_id: id, message: { chat: { id: chat, type: "private" } } }) as Update;

/** Takes updates when the test says so. */
function open() {
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  const underWay = createUnderWay(
    ([first]) =>
      new Promise((resolve, reject) => {
        waiting.set(first?.update_id ?? 0, { resolve, reject });
      }),
  );
  return { underWay, waiting };
}

test("nothing is confirmed before all that came earlier are taken", async () => {
  const { underWay, waiting } = open();
  const updates = [update(7, 1), update(8, 2), update(9, 1)];
  underWay.begin(underWay.unknown(updates));
  expect(underWay.unknown(updates)).toEqual([]);
  // 7 and 9 are of one chat, so they are taken together.
  waiting.get(8)?.resolve();
  await expect.poll(() => underWay.nextOffset()).toBe(7);
  expect(underWay.unknown(updates)).toEqual([]);
  waiting.get(7)?.resolve();
  await underWay.idle();
  expect(underWay.nextOffset()).toBe(10);
  expect(underWay.isEmpty).toBe(true);
});

test("what was not taken is asked for again, unless Telegram dropped it", async () => {
  const { underWay, waiting } = open();
  const [lost, other] = [update(7, 1), update(8, 2)];
  underWay.begin([lost, other]);
  const idle = underWay.idle();
  waiting.get(7)?.reject(new Error("the channel stops"));
  await expect(idle).rejects.toThrow("the channel stops");
  waiting.get(8)?.resolve();
  await underWay.idle();
  expect(underWay.nextOffset()).toBe(7);
  expect(underWay.unknown([lost, other])).toEqual([lost]);
  expect(underWay.unknown([other])).toEqual([]);
  expect(underWay.nextOffset()).toBe(9);
});
