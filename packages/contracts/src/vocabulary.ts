/** Words and bounds of the wire that schemas are made of. This file imports nothing: pages load it without a validator. */

export const MESSAGE_STATES = ["pending", "processing", "completed", "dead", "cancelled"] as const;
export const RUN_STATES = ["starting", "running", "completed", "failed", "interrupted", "cancelled"] as const;
/** Types of the events after which a run works no more. */
export const RUN_END_EVENTS = ["run.completed", "run.failed", "run.interrupted", "run.cancelled"] as const;

/**
 * `inject` adds a text to the work, `redirect` replaces the work by it, `pause` stops until `resume`, `cancel` ends the
 * message.
 */
export const STEER_COMMANDS = ["pause", "resume", "inject", "redirect", "cancel"] as const;

/**
 * Classes of run failures. The class, never the text, decides what happens next: the queue retries `transient` and
 * `rate_limited`, and no other class. `budget` marks work that a budget stopped or refused.
 */
export const RUN_ERROR_CLASSES = [
  "transient",
  "rate_limited",
  "auth",
  "not_found",
  "context_too_long",
  "invalid",
  "interrupted",
  "cancelled",
  "budget",
] as const;

/** What a budget limits. */
export const BUDGET_RESOURCES = ["tokens", "usd", "runs", "minutes"] as const;

/** Maximum number of fallbacks of one agent. */
export const FALLBACK_MAX = 5;
/** Bytes of a file that is stored: what fits into one request as base64. */
export const FILE_MAX_BYTES = 5 * 1_024 * 1_024;
/** Due times of one schedule on one day are counted up to here: each takes the daemon 0.4 ms. */
export const DUE_COUNT_MAX = 50;
