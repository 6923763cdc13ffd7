/**
 * Limits of one run. A caller may ask for less than the policy allows and never for more.
 */
import { AppError } from "@tinyagi/contracts";
import { MAX_TIMER_MS } from "./clock.js";

/** Limits of one run. */
export interface RunLimits {
  /** Turns of the model; retries of a failed call are not counted here. */
  modelCalls: number;
  /** Tool calls of the whole run. */
  toolCalls: number;
  /** Milliseconds from start to end, pauses included. */
  wallClockMs: number;
  /** Repeats of one failed model call. */
  retries: number;
  /** Longest wait before a repeat, milliseconds: a provider that asks for more has failed. */
  retryWaitMs: number;
  /** Deepest level of the tree, 0 being the first run. The tightest cap on the path counts. */
  depth: number;
  /** Equal rounds of tool calls with equal results, among the last rounds, that count as no progress. */
  noProgress: number;
}

/** The policy when none is given. */
export const DEFAULT_RUN_LIMITS: Readonly<RunLimits> = {
  modelCalls: 25,
  toolCalls: 50,
  wallClockMs: 3_600_000,
  retries: 3,
  retryWaitMs: 3_600_000,
  depth: 8,
  noProgress: 3,
};

/** Everything that can end a run early. */
export const LIMIT_NAMES = [
  "model_calls",
  "tool_calls",
  "wall_clock",
  "no_progress",
  "budget",
  "output_length",
  "content_filter",
] as const;
/** What ended a run early. */
export type LimitName = (typeof LIMIT_NAMES)[number];

/** At a limit: resolve with what there is, marked `partial`, or throw a typed error. */
export type LimitAction = "StopWithPartial" | "error";

const FLOORS: Readonly<RunLimits> = {
  modelCalls: 0,
  toolCalls: 0,
  wallClockMs: 1,
  retries: 0,
  retryWaitMs: 0,
  depth: 0,
  noProgress: 2,
};

/**
 * The limits of a run: `min(explicit, policy)` for each, the policy filled up with {@link DEFAULT_RUN_LIMITS}.
 * @throws AppError INVALID_INPUT naming every unknown key and every value that is not a whole number within its range
 */
export function resolveLimits(
  policy: Partial<RunLimits> = {},
  explicit: Partial<RunLimits> = {},
): Readonly<RunLimits> {
  const problems = [...unknownKeys("policy", policy), ...unknownKeys("limits", explicit)];
  const limits = { ...DEFAULT_RUN_LIMITS };
  for (const key of Object.keys(FLOORS) as (keyof RunLimits)[]) {
    for (const [from, value] of [
      ["policy", policy[key]],
      ["limits", explicit[key]],
    ] as const) {
      if (value === undefined) continue;
      if (!Number.isInteger(value) || value < FLOORS[key]) {
        problems.push({
          path: `${from}.${key}`,
          message: `must be a whole number of at least ${FLOORS[key]}`,
        });
      }
    }
    limits[key] = Math.min(policy[key] ?? DEFAULT_RUN_LIMITS[key], explicit[key] ?? Infinity);
  }
  if (problems.length > 0) {
    const text = problems.map((problem) => `${problem.path} ${problem.message}`).join("; ");
    throw new AppError("INVALID_INPUT", `The limits are not usable: ${text}.`, { details: problems });
  }
  limits.wallClockMs = Math.min(limits.wallClockMs, MAX_TIMER_MS);
  return limits;
}

function unknownKeys(from: string, given: object): { path: string; message: string }[] {
  const known = Object.keys(FLOORS);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  const message = `is unknown (known: ${known.join(", ")})`;
  return unknown.map((key) => ({ path: `${from}.${key.slice(0, 64)}`, message }));
}
