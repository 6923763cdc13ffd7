import { expect, test } from "vitest";
import { PlatformError } from "./platform-error.js";

test.each([
  [3_000, 3_000],
  [0, 0],
  [-5, 0],
  [86_400_001, 86_400_000],
  [1e300, 86_400_000],
  [Number.POSITIVE_INFINITY, 86_400_000],
  [Number.NaN, undefined],
])("a platform that asks for a pause of %d ms gets %s", (retryAfterMs, expected) => {
  expect(new PlatformError("rate_limited", "too fast", { retryAfterMs }).retryAfterMs).toBe(expected);
});
