import { expect, test } from "vitest";
import { type Ranked, rankRows } from "./palette-score";

const row = (name: string, more: Partial<Ranked> = {}): Ranked => ({ group: "g", name, ...more });
/** The best first, without those that do not match. */
const shown = (typed: string, rows: readonly (Ranked | string)[]): string[] =>
  rankRows(
    rows.map((one) => (typeof one === "string" ? row(one) : one)),
    typed,
  ).flatMap(([, own]) => own.map(({ name }) => name));

test("the start of a name stands before a later word, and that before the middle of a word", () => {
  const values = ["Unbaked", "We bakes", "Bake it", "bake"];
  expect(shown("bake", values)).toEqual(["bake", "Bake it", "We bakes", "Unbaked"]);
});

test("the exact name and whole words stand first, whatever else begins like them", () => {
  const tasks = ["Task number 120", "Task number 121", "Old task number 12", "Task number 12"];
  expect(shown("task number 12", tasks)).toEqual([
    ...["Task number 12", "Task number 120", "Task number 121", "Old task number 12"],
  ]);
  expect(shown("stop", ["Stop the relaunch", "Stopwatch"])).toEqual(["Stop the relaunch", "Stopwatch"]);
  expect(shown("new task", ["New tasks of spring", "New task"])).toEqual(["New task", "New tasks of spring"]);
});

test("letters that only occur in this order match when nothing else does", () => {
  expect(shown("stop", ["Website relaunch: stay on top", row("Something", { isFound: true })])).toEqual([
    "Something",
  ]);
  expect(shown("bake", ["badkey Broken key"])).toEqual(["badkey Broken key"]);
});

test("other words for a row count, below its name, and no group without rows is shown", () => {
  const rows = [
    row("Connect a channel", { also: "telegram discord" }),
    row("Telegram notes", { group: "h" }),
  ];
  expect(rankRows(rows, "telegram").map(([group]) => group)).toEqual(["h", "g"]);
  expect(rankRows(rows, "notes").map(([group]) => group)).toEqual(["h"]);
});

test("words count in any order and in any script, and nothing matches by chance", () => {
  expect(shown("cake bak", ["Bake a cake", "Cake"])).toEqual(["Bake a cake"]);
  expect(shown("设置", ["打开设置"])).toEqual(["打开设置"]);
  expect(shown("zzz", ["b"])).toEqual([]);
});

test("what repeats all that was typed stands last, before guesses only", () => {
  const ask = row("Ask: draft the menu", { isLast: true, group: "act" });
  const found = row("Lunch", { isFound: true, group: "found" });
  expect(shown("draft the menu", [ask, found])).toEqual(["Lunch", "Ask: draft the menu"]);
  expect(shown("draft the menu", [ask])).toEqual(["Ask: draft the menu"]);
});
