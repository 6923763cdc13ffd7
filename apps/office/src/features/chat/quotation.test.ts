import { expect, test } from "vitest";
import { addQuotation } from "./quotation";

test("each line of a quotation has its mark, and the next words stand below it", () => {
  expect(addQuotation("", "one\n\ntwo\n")).toBe("> one\n>\n> two\n\n");
});

test("a quotation stands below what was written before", () => {
  expect(addQuotation("See this: ", "one")).toBe("See this:\n\n> one\n\n");
  expect(addQuotation("  ", "one")).toBe("> one\n\n");
});
