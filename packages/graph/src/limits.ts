/**
 * Limits of a spawn tree. A child may lower them for its own descendants, never raise them.
 */
import { parseOptions } from "@tinyagi/contracts";
import { z } from "zod";

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

/** The caps of a tree when none are given. */
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
/** Tokens, US dollars or seconds that a plan may claim for one agent. Sums of such claims stay exact numbers. */
export const CLAIM_MAX = 1e9;
/** Problems kept in one error; a last entry counts the ones beyond. */
export const MAX_PROBLEMS = 10_000;

const cap = z.number().int().nonnegative().optional();
const spawnLimitsSchema = z.strictObject({ maxDepth: cap, maxFanOut: cap, maxTotal: cap, maxLive: cap });

/**
 * `limits` over the defaults.
 * @throws AppError INVALID_INPUT for an unknown key and for a value that is not a whole number of zero or more
 */
export function resolveLimits(limits: Partial<SpawnLimits> | undefined): SpawnLimits {
  return tightened(DEFAULT_SPAWN_LIMITS, checkLimits(limits), (_, given) => given);
}

/** `limits` as they are, checked as {@link resolveLimits} does. */
export function checkLimits(limits: Partial<SpawnLimits> | undefined): Partial<SpawnLimits> {
  if (limits === undefined) return {};
  return parseOptions("the limits", spawnLimitsSchema, limits) as Partial<SpawnLimits>;
}

/** The tighter of both for every cap. */
export function tightenLimits(base: SpawnLimits, lower: Partial<SpawnLimits>): SpawnLimits {
  return tightened(base, lower, Math.min);
}

function tightened(
  base: SpawnLimits,
  other: Partial<SpawnLimits>,
  pick: (base: number, other: number) => number,
): SpawnLimits {
  const one = (key: keyof SpawnLimits) => pick(base[key], other[key] ?? base[key]);
  return {
    maxDepth: one("maxDepth"),
    maxFanOut: one("maxFanOut"),
    maxTotal: one("maxTotal"),
    maxLive: one("maxLive"),
  };
}
