import { partial } from "@tinyagi/testkit/partial";
import type { KeyboardEvent } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settleAll, showToast, useToasts } from "../../ui/toasts";
import { noteGivenFocus, pressNeedKey } from "./need-keys";

class Field {
  readonly tagName: string = "INPUT";
}
const page: { activeElement: unknown } = { activeElement: null };
const done: string[] = [];

/** A card with two answers. */
function makeCard(need: string): object {
  const button = (name: string) => ({ click: () => done.push(`${need} ${name}`) });
  const card = {
    dataset: { need },
    contains: (one: unknown) => one === card,
    focus: () => {
      page.activeElement = card;
    },
    querySelectorAll: () => [button("approve"), button("deny")],
  };
  return card;
}
const cards = [makeCard("a"), makeCard("b")];

/** Whether the list took the key. */
function press(key: string, more: object = {}): boolean {
  let isTaken = false;
  const event: object = {
    key,
    timeStamp: performance.now(),
    target: cards[0],
    currentTarget: { querySelectorAll: () => cards },
    preventDefault: () => {
      isTaken = true;
    },
    stopPropagation: () => undefined,
  };
  pressNeedKey(partial<KeyboardEvent<HTMLElement>>(Object.assign(event, more)), (need) =>
    done.push(`${need} later`),
  );
  return isTaken;
}

beforeEach(() => {
  vi.useFakeTimers();
  done.length = 0;
  page.activeElement = cards[0];
  vi.stubGlobal("document", Object.assign(page, { hasFocus: () => true }));
  vi.stubGlobal("HTMLElement", Field);
  vi.stubGlobal("HTMLInputElement", class {});
  press("k");
});
afterEach(() => {
  settleAll();
  useToasts.setState([], true);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("a number presses an answer of the card that has the focus, and S puts the card off", () => {
  expect([press("2"), press("j"), press("1"), press("s"), press("x")]).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(done).toEqual(["a deny", "b approve", "b later"]);
});

test("a key that is held down decides nothing more, whichever card has the focus by then", () => {
  showToast(
    "Denied",
    () => done.push("sent"),
    () => done.push("taken back"),
  );
  for (const key of ["1", "s", "u"]) press(key, { repeat: true });
  expect(done).toEqual([]);
});

test("a card that nobody chose is answered only after a moment, or when a person has moved to it", () => {
  noteGivenFocus();
  expect(press("1")).toBe(true);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(500);
  press("1");
  expect(done).toEqual(["a approve"]);
  noteGivenFocus();
  press("j");
  press("1");
  expect(done).toEqual(["a approve", "b approve"]);
});

test("U takes back the newest decision, but not while a person types or presses it with another key", () => {
  showToast(
    "Denied",
    () => done.push("sent"),
    () => done.push("taken back"),
  );
  press("u", { target: new Field() });
  press("u", { ctrlKey: true });
  press("u", { metaKey: true });
  expect(done).toEqual([]);
  expect([press("u"), press("u")]).toEqual([true, false]);
  expect(done).toEqual(["taken back"]);
});
