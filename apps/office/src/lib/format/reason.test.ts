import { expect, test } from "vitest";
import { reasonOf } from "./reason";

test("a reason of the daemon is a sentence, in the reader's time", () => {
  expect(reasonOf("claude failed with exit code 1")).toBe("Claude failed with exit code 1.");
  expect(reasonOf("The key is missing.")).toBe("The key is missing.");
  expect(reasonOf("it is retried at 2026-01-15T12:00:00.000Z, then")).not.toContain("2026-01-15T12");
  expect(reasonOf("")).toBe("");
});
