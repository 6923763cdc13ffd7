import { expect, test } from "vitest";
import type { Up } from "./messages.js";
import { addUnconfirmed, confirmUpTo, inOrder, NOTHING_UNCONFIRMED } from "./unconfirmed.js";

const said = (name: string): Up => ({ kind: "started", key: name });
const names = (messages: readonly Up[]) => messages.map((one) => ("key" in one ? one.key : ""));

test("messages are said again in their order, and a beat confirms those that were said before it", () => {
  const one = addUnconfirmed(NOTHING_UNCONFIRMED, [said("a"), said("b")], 1);
  const two = addUnconfirmed(one, [said("c")], 2);
  const all = addUnconfirmed(two, [said("d")], 3);
  expect(names(inOrder(all))).toEqual(["a", "b", "c", "d"]);
  const { left, confirmed } = confirmUpTo(all, 2);
  expect(names(inOrder(left))).toEqual(["d"]);
  expect(left.count).toBe(1);
  expect(names(confirmed).sort()).toEqual(["a", "b", "c"]);
  expect(confirmUpTo(left, 9).left).toEqual(NOTHING_UNCONFIRMED);
  // An older state is as it was.
  expect(names(inOrder(two))).toEqual(["a", "b", "c"]);
});

test("one more costs the same however many wait", () => {
  let list = NOTHING_UNCONFIRMED;
  for (let count = 0; count < 200_000; count += 1) list = addUnconfirmed(list, [said("a")], 1);
  expect(list.count).toBe(200_000);
  expect(inOrder(list)).toHaveLength(200_000);
});
