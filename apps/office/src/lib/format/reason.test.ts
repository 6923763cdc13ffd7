import { expect, test } from "vitest";
import { toReason } from "./reason";

test("a reason of the daemon is a sentence", () => {
  expect(toReason("claude failed with exit code 1")).toBe("Claude failed with exit code 1.");
  expect(toReason("The key is missing.")).toBe("The key is missing.");
  expect(toReason("")).toBe("");
});
