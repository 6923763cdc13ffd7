import { expect, test } from "vitest";
import { isAlive } from "./life-span.js";

const [now, lifeMs] = [1_000_000, 30_000];

/** @requirement CLOCK-3 */
test.each([
  ["just begun", now + lifeMs, true],
  ["after a small correction of the clock", now + lifeMs + 2_000, true],
  ["about to end", now + 1, true],
  ["at its end", now, false],
  ["after the clock was set back", now + lifeMs + 3_600_000, false],
])("%s", (_what, expiresAt, alive) => expect(isAlive(expiresAt, { lifeMs, now })).toBe(alive));
