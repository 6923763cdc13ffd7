import { expect, it } from "vitest";
import { complete, matches, nameAt } from "./completion";

it("a name is typed only after an @ that begins a word", () => {
  expect(nameAt("hi @te", 6)).toBe("te");
  expect(nameAt("@", 1)).toBe("");
  expect(nameAt("me@te", 5)).toBeUndefined();
  expect(nameAt("@te x", 5)).toBeUndefined();
});

it("names that begin with the typed letters come first", () => {
  const all = ["reporter", "porter"].map((id) => ({ id, name: id }));
  expect(matches(all, "po").map(({ id }) => id)).toEqual(["porter", "reporter"]);
  expect(matches(all, "x")).toEqual([]);
});

it("a completed name keeps the text around it", () => {
  expect(complete("ask @te about", 7, "tester")).toEqual({ text: "ask @tester about", caret: 12 });
});
