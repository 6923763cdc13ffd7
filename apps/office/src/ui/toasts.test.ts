import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  getTimeLeft,
  pauseToasts,
  resumeToasts,
  settle,
  settleAll,
  showToast,
  takeBack,
  UNDO_MS,
  useToasts,
} from "./toasts";

const shown = (): string[] => useToasts.getState().map(({ text }) => text);
const idOf = (text: string): number => useToasts.getState().find((one) => one.text === text)?.id ?? -1;

let hasFocus = true;

beforeEach(() => {
  vi.useFakeTimers();
  hasFocus = true;
  vi.stubGlobal("document", { hasFocus: () => hasFocus });
});
afterEach(() => {
  for (const { id } of useToasts.getState()) settle(id);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("lines stack, and each keeps its own undo", () => {
  const done: string[] = [];
  showToast("Deleted A", () => done.push("A"));
  showToast("Deleted B", () => done.push("B"));
  expect(shown()).toEqual(["Deleted A", "Deleted B"]);
  takeBack(idOf("Deleted A"), () => done.push("not A"));
  settle(idOf("Deleted B"));
  expect([shown(), done]).toEqual([[], ["not A", "B"]]);
});

it("of more lines than the page shows those go first that cannot be undone, and none that has not happened yet", () => {
  const done: string[] = [];
  const undo = (): void => undefined;
  showToast("Moved", undefined, undo);
  for (const name of ["A", "B"]) showToast(`Deleted ${name}`, () => done.push(name));
  showToast("Copied");
  expect(shown()).toEqual(["Deleted A", "Deleted B", "Copied"]);
  showToast("Deleted C", () => done.push("C"));
  showToast("Deleted D", () => done.push("D"));
  expect([shown(), done]).toEqual([["Deleted A", "Deleted B", "Deleted C", "Deleted D"], []]);
  vi.advanceTimersByTime(UNDO_MS);
  expect([shown(), done]).toEqual([[], ["A", "B", "C", "D"]]);
});

it("a line that only says something takes no Undo from what can be undone", () => {
  const undo = (): void => undefined;
  showToast("Moved A", undefined, undo);
  showToast("Copied");
  showToast("Moved B", undefined, undo);
  showToast("Saved");
  expect(shown()).toEqual(["Moved A", "Moved B", "Saved"]);
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

it("what a line announces happens when its time is over, whether or not the line is drawn", () => {
  const done: string[] = [];
  showToast("Deleted", () => done.push("A"));
  vi.advanceTimersByTime(UNDO_MS - 1);
  expect([done, getTimeLeft(idOf("Deleted"))]).toEqual([[], 1]);
  vi.advanceTimersByTime(1);
  expect([shown(), done]).toEqual([[], ["A"]]);
});

it("the time of all lines stands still while a person is at them, and goes on with what is left of it", () => {
  const done: string[] = [];
  showToast("Deleted A", () => done.push("A"));
  vi.advanceTimersByTime(5_000);
  pauseToasts();
  pauseToasts();
  showToast("Deleted B", () => done.push("B"));
  vi.advanceTimersByTime(60_000);
  expect([done, getTimeLeft(idOf("Deleted A")), getTimeLeft(idOf("Deleted B"))]).toEqual([
    ...[[], 3_000, UNDO_MS],
  ]);
  resumeToasts();
  vi.advanceTimersByTime(3_000);
  expect(done).toEqual(["A"]);
  vi.advanceTimersByTime(5_000);
  expect(done).toEqual(["A", "B"]);
});

it("a window that nobody is in does not hold up what was announced", () => {
  const done: string[] = [];
  showToast("Deleted", () => done.push("A"));
  hasFocus = false;
  pauseToasts();
  vi.advanceTimersByTime(UNDO_MS);
  expect(done).toEqual(["A"]);
});

it("the next line runs, also when the last one went while a person was at it", () => {
  const done: string[] = [];
  showToast("Deleted A", () => done.push("A"));
  pauseToasts();
  takeBack(idOf("Deleted A"), () => undefined);
  showToast("Deleted B", () => done.push("B"));
  vi.advanceTimersByTime(UNDO_MS);
  expect(done).toEqual(["B"]);
});
