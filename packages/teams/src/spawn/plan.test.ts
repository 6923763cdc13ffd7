import { describe, expect, test } from "vitest";
import { refusal } from "./plan.js";

describe("a refusal", () => {
  test.each(["n0 has no result", "n0 has no result."])(
    "says what is wrong and what to do, in sentences: %s",
    (message) => {
      expect(refusal("total", message).message).toBe(
        "n0 has no result. Use fewer agents, or do the rest yourself.",
      );
    },
  );

  test("cuts what is too long", () => {
    expect(refusal("plan", "x".repeat(3_000)).message).toMatch(/^x{2000}… Correct the plan/);
  });
});
