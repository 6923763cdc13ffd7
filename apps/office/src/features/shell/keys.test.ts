import { expect, it } from "vitest";
import { findPage } from "./keys";

it.each([
  ["soon after g", 900, 500, "/channels"],
  ["in the first second of a page, without g before", 900, undefined, undefined],
  ["long after g", 5_000, 500, undefined],
])("n %s opens its page or none", (_when, at, ledAt, path) => {
  expect(findPage("n", at, ledAt)?.path).toBe(path);
});
