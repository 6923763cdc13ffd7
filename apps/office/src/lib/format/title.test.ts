import { expect, test } from "vitest";
import { toTitle } from "./title";

const ASKED = "[TinyAGI: all teammates have answered. Write the reply to the person now.]";

test("work that joins answers is named so, in plain words", () => {
  expect(toTitle({ text: ASKED, joins: ["coder", "tester"] })).toBe("Joins the answers of @coder, @tester");
  expect(toTitle({ text: ASKED, joins: [] })).toBe("Joins the answers");
});

test("other work is named by its title, and by its text where an older release gave none", () => {
  expect(toTitle({ text: "@coder: fix it", joins: null })).toBe("fix it");
  expect(toTitle({ title: "Plan it", text: ASKED, joins: null })).toBe("Plan it");
  expect(toTitle({ text: "kept by an older release", joins: undefined })).toBe("kept by an older release");
});
