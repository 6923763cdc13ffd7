/**
 * The daemon is killed at every named point between the arrival of a message and the start of its agent.
 *
 * @requirement DURABLE-1 @requirement DURABLE-2
 */
import { describe, it } from "vitest";
import { expectHealedAfter, type PassedPoint, toCases } from "./support/failpoint-load.js";

const POINTS: readonly PassedPoint[] = [
  { point: "accept.before-commit", hits: [1, 4] },
  { point: "accept.after-commit", hits: [1, 4] },
  { point: "claim.after-commit", hits: [1, 5] },
  { point: "spawn.before", hits: [1, 5] },
  { point: "spawn.after", hits: [1, 5] },
];

describe("kill -9 at a named point", () => {
  it.each(toCases(POINTS))("loses and doubles nothing at $point, hit $hit", expectHealedAfter);
});
