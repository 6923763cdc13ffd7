import { expect, test } from "vitest";
import { AWAKE_STEP_MS, asleepIn } from "./awake-time.js";

test.each([
  ["a step that is on time", AWAKE_STEP_MS, 0],
  ["a step on a busy machine", AWAKE_STEP_MS + 1_400, 0],
  ["a step in which the process was stopped", AWAKE_STEP_MS + 6_000, 6_000],
  ["a step in which the machine slept for a night", AWAKE_STEP_MS + 28_800_000, 28_800_000],
])("%s", (_what, tookMs, asleepMs) => {
  expect(asleepIn(AWAKE_STEP_MS, tookMs)).toBe(asleepMs);
});
