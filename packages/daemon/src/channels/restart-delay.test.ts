import { describe, expect, test } from "vitest";
import { recentCrashes, restartDelay } from "./restart-delay.js";

describe("the restart of a channel", () => {
  test("waits longer after each crash, up to a minute", () => {
    expect([1, 2, 3, 8, 50].map((n) => restartDelay(Array(n).fill(0)))).toEqual([
      500, 1_000, 2_000, 60_000, 60_000,
    ]);
  });

  test("forgets crashes of long ago", () => {
    expect(recentCrashes([0, 500_000, 700_000], 700_000)).toEqual([500_000, 700_000]);
  });
});
