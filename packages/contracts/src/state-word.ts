/**
 * The words for states: one table for everything that has a state. A client shows one of these and invents none. This
 * file imports nothing: pages load it without a validator.
 */
import type { SpanState } from "./trace.js";

/** How a state is drawn. A sign says only how urgent it is: its word stands beside it. */
export const STATE_SIGNS = ["running", "waiting", "done", "failed", "held", "idle"] as const;
export type StateSign = (typeof STATE_SIGNS)[number];

/** States of a piece of work, each with its sign: a message with all its attempts, a run, a sub-agent. */
export const WORK_STATES = {
  /** A run works on it, or something below it goes on. */
  running: "running",
  /** It waits for a person. */
  waiting: "waiting",
  /** It waits for something else: an earlier message, a time, a provider, a budget, a free slot. */
  queued: "held",
  paused: "held",
  /** Its run was interrupted and it continues by itself. */
  resuming: "held",
  done: "done",
  failed: "failed",
  interrupted: "held",
  cancelled: "held",
  /** A sub-agent that its graph did not need. */
  skipped: "held",
  not_started: "idle",
} as const satisfies Readonly<Record<string, StateSign>>;
export type WorkState = keyof typeof WORK_STATES;

/** States of a span of a trace, each with its sign. */
export const SPAN_STATE_SIGNS = {
  running: "running",
  completed: "done",
  failed: "failed",
  interrupted: "held",
  cancelled: "held",
  refused: "failed",
} as const satisfies Readonly<Record<SpanState, StateSign>>;

/** Which of them each noun can be in. */
export const STATES_OF = {
  message: ["running", "waiting", "queued", "paused", "resuming", "done", "failed", "cancelled"],
  run: ["running", "waiting", "paused", "resuming", "done", "failed", "interrupted", "cancelled"],
  sub_agent: Object.keys(WORK_STATES) as WorkState[],
} as const satisfies Readonly<Record<string, readonly WorkState[]>>;

/** States of an agent, most urgent first, each with its sign. */
export const AGENT_STATES = {
  /** Something that it asks is undecided. */
  waiting: "waiting",
  running: "running",
  /** A person paused its run. */
  paused: "held",
  /** Messages wait for it. */
  queued: "held",
  /** It has dead letters that nobody settled. */
  failed: "failed",
  idle: "idle",
} as const satisfies Readonly<Record<string, StateSign>>;
export type AgentState = keyof typeof AGENT_STATES;

/** States of a channel that people read, each with its sign. */
export const CHANNEL_STATE_SIGNS = {
  connected: "done",
  starting: "running",
  reconnecting: "held",
  stalled: "held",
  /** Only a person can link the account. */
  login: "waiting",
  crashed: "failed",
  failed: "failed",
  stopped: "held",
  /** The settings do not start it, and nobody did. */
  unused: "idle",
} as const satisfies Readonly<Record<string, StateSign>>;
export type ShownChannelState = keyof typeof CHANNEL_STATE_SIGNS;
