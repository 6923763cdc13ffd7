/**
 * The daemon is killed at every named point between the work of an agent and the delivery of its reply.
 *
 * @requirement DURABLE-1 @requirement DURABLE-2
 */
import { describe, it } from "vitest";
import { expectHealedAfter, type PassedPoint, toCases } from "./support/failpoint-load.js";

const POINTS: readonly PassedPoint[] = [
  { point: "run.mid-stream", hits: [1, 4] },
  { point: "result.before-commit", hits: [1, 6] },
  { point: "result.after-commit", hits: [1, 6] },
  { point: "fan-out.in-commit", hits: [1, 3] },
  { point: "reply.before-deliver", hits: [1, 5] },
  { point: "reply.before-ack", hits: [1, 3] },
];

describe("kill -9 at a named point", () => {
  it.each(toCases(POINTS))("loses and doubles nothing at $point, hit $hit", expectHealedAfter);
});
