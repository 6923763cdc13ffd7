import { expect, test } from "vitest";
import { scoreOf } from "./palette-score";

/** The best first, without those that do not match. */
const shown = (typed: string, values: readonly string[], hasFound = false): string[] =>
  values
    .map((value) => ({ value, score: scoreOf(value, typed, hasFound) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ value }) => value);

test("the start of a name stands before a later word, and that before the middle of a word", () => {
  const values = ["Unbaked", "badkey Broken key", "We bake", "Bake it", "bake"];
  expect(shown("bake", values)).toEqual(["bake", "Bake it", "We bake", "Unbaked", "badkey Broken key"]);
});

test("what was found in texts stands before letters that only occur in this order, which then are no match", () => {
  const values = ["badkey Broken key", "found T-1", "Unbaked"];
  expect(shown("bake", values, true)).toEqual(["Unbaked", "found T-1"]);
  expect(shown("bake", ["badkey Broken key"])).toEqual(["badkey Broken key"]);
});

test("words count in any order and in any script, and nothing matches by chance", () => {
  expect(shown("cake bak", ["Bake a cake", "Cake"])).toEqual(["Bake a cake"]);
  expect(shown("设置", ["打开设置"])).toEqual(["打开设置"]);
  expect(shown("zzz", ["b"])).toEqual([]);
});
