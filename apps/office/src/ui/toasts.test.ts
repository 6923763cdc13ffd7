import { afterEach, expect, it } from "vitest";
import { settle, settleAll, showToast, takeBack, useToasts } from "./toasts";

const shown = (): string[] => useToasts.getState().map(({ text }) => text);
const idOf = (text: string): number => useToasts.getState().find((one) => one.text === text)?.id ?? -1;

afterEach(() => useToasts.setState([], true));

it("lines stack, and each keeps its own undo", () => {
  const done: string[] = [];
  showToast("Deleted A", () => done.push("A"));
  showToast("Deleted B", () => done.push("B"));
  expect(shown()).toEqual(["Deleted A", "Deleted B"]);
  takeBack(idOf("Deleted A"), () => done.push("not A"));
  settle(idOf("Deleted B"));
  expect([shown(), done]).toEqual([[], ["not A", "B"]]);
});

it("the oldest line settles when more come than the page shows", () => {
  const done: string[] = [];
  for (const name of ["A", "B", "C", "D"]) showToast(`Deleted ${name}`, () => done.push(name));
  expect([shown(), done]).toEqual([["Deleted B", "Deleted C", "Deleted D"], ["A"]]);
});

it("a line happens once, and a line that happened is not taken back", () => {
  const done: string[] = [];
  showToast("Deleted", () => done.push("A"));
  const id = idOf("Deleted");
  settle(id);
  settle(id);
  takeBack(id, () => done.push("back"));
  expect(done).toEqual(["A"]);
});

it("when the page is left, what was announced happens, and what already happened stays", () => {
  const done: string[] = [];
  showToast("Deleted", () => done.push("A"));
  showToast("Moved", undefined, () => done.push("back"));
  settleAll();
  expect([shown(), done]).toEqual([["Moved"], ["A"]]);
});

it("a line that says the same again replaces the first, unless one of them can be undone", () => {
  showToast("Copied");
  showToast("Copied");
  showToast("Moved", undefined, () => undefined);
  showToast("Moved", undefined, () => undefined);
  expect(shown()).toEqual(["Copied", "Moved", "Moved"]);
});
