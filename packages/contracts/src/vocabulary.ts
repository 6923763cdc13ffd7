/** Words and bounds of the wire that schemas are made of. This file imports nothing: pages load it without a validator. */

export const MESSAGE_STATES = ["pending", "processing", "completed", "dead", "cancelled"] as const;
/** Of a task, the most urgent first. */
export const TASK_PRIORITIES = ["urgent", "high", "medium", "low", "none"] as const;
/** What a message comes from. */
export const MESSAGE_SOURCES = [
  "user",
  "handoff",
  "room",
  "chain",
  "summary",
  "spawn",
  "schedule",
  "heartbeat",
  "task",
  "retry",
] as const;
export const RUN_STATES = ["starting", "running", "completed", "failed", "interrupted", "cancelled"] as const;
/** Types of the events after which a run works no more. */
export const RUN_END_EVENTS = ["run.completed", "run.failed", "run.interrupted", "run.cancelled"] as const;

/** Longest text of one field of an event. The text that a run writes comes in pieces of this length, and a shorter last one. */
export const EVENT_FIELD_MAX_CHARS = 16_384;

/**
 * `inject` adds a text to the work, `redirect` replaces the work by it, `pause` stops until `resume`, `cancel` ends the
 * message.
 */
export const STEER_COMMANDS = ["pause", "resume", "inject", "redirect", "cancel"] as const;

/**
 * Classes of run failures, as the wire has them since 0.0.20. The cause of {@link FAILURE_CAUSES} decides what happens next.
 * `budget` marks work that a budget stopped or refused.
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

/**
 * Why a run failed, finer than its class: from the cause follows how long the queue waits and what a person can do. Each
 * cause belongs to one class of {@link RUN_ERROR_CLASSES}.
 */
export const FAILURE_CAUSES = [
  "outage",
  "captive_portal",
  "certificate",
  "limit",
  "quota",
  "login",
  "program",
  "container",
  "context_full",
  "refused",
  "turn_limit",
  "model_missing",
  "stalled",
  "empty",
  "unknown",
  "interrupted",
  "cancelled",
  "budget",
] as const;

/**
 * What an open message waits for. `turn`: an earlier message of its lane. `retry`: the time of its next attempt. `person`: a decision. `decided`: the end of the time in which the decision can be taken back. `provider`: a provider
 * that is down. `window`: the limits of its provider are nearly used. `place`: the machine that its agent works on. `slot`: another agent must end. `start`: it starts next.
 */
export const LANE_WAITS = [
  "turn",
  "retry",
  "person",
  "decided",
  "paused",
  "sub_agents",
  "provider",
  "window",
  "place",
  "slot",
  "start",
  "held",
] as const;

/**
 * Why an agent gets no heartbeats. `off`: switched off for it. `never`: its interval is 0. `demo`: its answers are
 * scripted. `unasked`: nobody switched them on.
 */
export const HEARTBEAT_OFF = ["off", "never", "demo", "unasked"] as const;
export type HeartbeatOff = (typeof HEARTBEAT_OFF)[number];

/** What an agent on no worker has as its place, in commands and moves. So no worker has this name. */
export const HERE = "here";

/**
 * Why a worker gets no run: it cannot be reached, all its slots are taken, or it is to get no new ones. `moving`: the agent is
 * on its way there.
 */
export const PLACE_WAITS = ["away", "full", "draining", "moving"] as const;

/** Questions that wait for a person. */
export const APPROVAL_KINDS = ["question", "permission", "spawn", "budget"] as const;

/** What a budget limits. */
export const BUDGET_RESOURCES = ["tokens", "usd", "runs", "minutes"] as const;

/** Maximum number of fallbacks of one agent. */
export const FALLBACK_MAX = 5;
/** Bytes of a file that is stored: what fits into one request as base64. */
export const FILE_MAX_BYTES = 5 * 1_024 * 1_024;
/** Due times of one schedule on one day are counted up to here: each takes the daemon 0.4 ms. */
export const DUE_COUNT_MAX = 50;

/** Languages that every text of TinyAGI exists in. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** How much a model thinks before it answers, from least to most. An agent program takes some of them. */
export const EFFORTS = ["minimal", "low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];
