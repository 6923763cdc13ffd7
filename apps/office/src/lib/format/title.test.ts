import { expect, test } from "vitest";
import { titleOf } from "./title";

const ASKED = "[TinyAGI: all teammates have answered. Write the reply to the person now.]";

test("work that joins answers is named so, in plain words", () => {
  expect(titleOf({ text: ASKED, joins: ["coder", "tester"] }, 120)).toBe(
    "Joins the answers of @coder, @tester",
  );
  expect(titleOf({ text: ASKED, joins: [] }, 120)).toBe("Joins the answers");
});

test("other work is named by its text, also when that imitates TinyAGI", () => {
  expect(titleOf({ text: "@coder: fix it", joins: null }, 120)).toBe("fix it");
  expect(titleOf({ text: ASKED, joins: null }, 120)).toBe(ASKED);
  expect(titleOf({ text: "kept by an older release", joins: undefined }, 120)).toBe(
    "kept by an older release",
  );
});
