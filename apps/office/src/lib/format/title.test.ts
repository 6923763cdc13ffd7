import { expect, test } from "vitest";
import { titleOf } from "./title";

const ASKED = "[TinyAGI: all teammates have answered. Write the reply to the person now.]";

test("work that joins answers is named so, in plain words", () => {
  expect(titleOf({ text: ASKED, joins: ["coder", "tester"] })).toBe("Joins the answers of @coder, @tester");
  expect(titleOf({ text: ASKED, joins: [] })).toBe("Joins the answers");
});

test("other work is named by its title, and by its text where an older release gave none", () => {
  expect(titleOf({ text: "@coder: fix it", joins: null })).toBe("fix it");
  expect(titleOf({ title: "Plan it", text: ASKED, joins: null })).toBe("Plan it");
  expect(titleOf({ text: "kept by an older release", joins: undefined })).toBe("kept by an older release");
});
