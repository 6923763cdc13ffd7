/**
 * Limits of a spawn tree. A child may lower them for its own descendants, never raise them.
 */

/** Caps of one tree. */
export interface SpawnLimits {
  /** Deepest level of a node; agents of the plan itself are at depth 0. */
  maxDepth: number;
  /** Agents in one plan or one spawn call. */
  maxFanOut: number;
  /** Agents in the whole tree, the plan's own included. */
  maxTotal: number;
  /** Agents executing at the same time; one that waits for its children does not count. */
  maxLive: number;
}

export const DEFAULT_SPAWN_LIMITS: Readonly<SpawnLimits> = {
  maxDepth: 5,
  maxFanOut: 16,
  maxTotal: 256,
  maxLive: 64,
};

/** Limits of the shape of a plan; a plan beyond them is refused before anything else is looked at. */
export const PLAN_TEXT_MAX_CHARS = 16 * 1024 * 1024;
export const PLAN_MAX_AGENTS = 100_000;
export const PLAN_MAX_JSON_DEPTH = 32;
export const GUARD_MAX_DEPTH = 8;
export const GUARD_MAX_TERMS = 64;
export const PROMPT_MAX_CHARS = 200_000;
export const TEXT_MAX_CHARS = 20_000;
export const LIST_MAX_ITEMS = 10_000;
/** Problems kept in one error; a last entry counts the ones beyond. */
export const MAX_PROBLEMS = 10_000;

/** `limits` over the defaults; a value that is not a non-negative integer is refused. */
export function resolveLimits(limits: Partial<SpawnLimits> | undefined): SpawnLimits {
  const out: SpawnLimits = { ...DEFAULT_SPAWN_LIMITS };
  for (const key of Object.keys(DEFAULT_SPAWN_LIMITS) as (keyof SpawnLimits)[]) {
    const value = limits?.[key];
    if (value === undefined) continue;
    if (!(value >= 0) || (Number.isFinite(value) && !Number.isInteger(value))) {
      throw new RangeError(`${key} must be a non-negative integer or Infinity.`);
    }
    out[key] = value;
  }
  return out;
}

/** The tighter of both for every cap. */
export function tightenLimits(base: SpawnLimits, lower: Partial<SpawnLimits>): SpawnLimits {
  return {
    maxDepth: Math.min(base.maxDepth, lower.maxDepth ?? Infinity),
    maxFanOut: Math.min(base.maxFanOut, lower.maxFanOut ?? Infinity),
    maxTotal: Math.min(base.maxTotal, lower.maxTotal ?? Infinity),
    maxLive: Math.min(base.maxLive, lower.maxLive ?? Infinity),
  };
}
