import { expect, test } from "vitest";
import { chatHref, runHref, runsHref } from "./hrefs";

test("the page of a run is the same for every link, with the sub-agent selected", () => {
  expect(runHref("run_1")).toBe("/runs?run=run_1");
  expect(runHref("run_1", null)).toBe("/runs?run=run_1");
  expect(runHref("run_1", "root/rules/nl")).toBe("/runs?run=run_1&at=root%2Frules%2Fnl");
});

test("an id that an address named cannot add a parameter", () => {
  expect(runHref("a&with=b")).toBe("/runs?run=a%26with%3Db");
  expect(runsHref("a&b")).toBe("/runs?conversation=a%26b");
  expect([chatHref("a&b"), chatHref(undefined)]).toEqual(["/chat?id=a%26b", "/chat"]);
});
