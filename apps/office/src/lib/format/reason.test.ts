import { expect, test } from "vitest";
import { reasonOf } from "./reason";

test("a reason of the daemon is a sentence", () => {
  expect(reasonOf("claude failed with exit code 1")).toBe("Claude failed with exit code 1.");
  expect(reasonOf("The key is missing.")).toBe("The key is missing.");
  expect(reasonOf("")).toBe("");
});
