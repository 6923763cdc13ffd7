import type { GraphNodeState, MessageState, RunState, WorkState } from "@tinyagi/contracts";
import { type WaitFacts, waitFact } from "./wait.js";

/** The facts from which the state of a piece of work follows. What is not known is absent. */
export interface WorkFacts {
  /** Of its newest attempt; absent before the first. */
  readonly run?: RunState | undefined;
  /** Of its sub-agent in the graph. */
  readonly node?: GraphNodeState | undefined;
  readonly message?: ({ readonly status: MessageState } & WaitFacts) | undefined;
  /** Whether it waits for a person. */
  readonly asks?: boolean | undefined;
  /** Whether something that it started has not ended. */
  readonly goesOnBelow?: boolean | undefined;
}

const OF_RUN = {
  starting: "running",
  running: "running",
  completed: "done",
  failed: "failed",
  interrupted: "interrupted",
  cancelled: "cancelled",
} as const satisfies Readonly<Record<RunState, WorkState>>;

const OF_NODE = {
  pending: "not_started",
  running: "resuming",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled",
  skipped: "skipped",
} as const satisfies Readonly<Record<GraphNodeState, WorkState>>;

const OF_MESSAGE = {
  pending: "queued",
  processing: "running",
  completed: "done",
  dead: "failed",
  cancelled: "cancelled",
} as const satisfies Readonly<Record<MessageState, WorkState>>;

/** States in which work goes on: it has no end, and its duration and its cost grow. */
const OPEN: ReadonlySet<WorkState> = new Set(["running", "waiting", "queued", "paused", "resuming"]);

/** Whether a run of this status works now. */
export function isLiveRun(status: RunState): boolean {
  return OF_RUN[status] === "running";
}

/** Whether work in this state goes on. */
export function isOpenWork(state: WorkState): boolean {
  return OPEN.has(state);
}

/**
 * The state of a piece of work. It covers what the work started: a run whose process has ended is `running` as long as
 * something below it goes on.
 */
export function workState({ run, node, message, asks, goesOnBelow }: WorkFacts): WorkState {
  const wait = message && waitFact(message)?.for;
  if (asks === true || wait === "person") return "waiting";
  if (wait === "paused") return "paused";
  if (run !== undefined && isLiveRun(run)) return "running";
  if (goesOnBelow === true || wait === "sub_agents") return "running";
  if (message?.status === "pending" || message?.status === "processing") return OF_MESSAGE[message.status];
  if (run === "interrupted" || (run === "failed" && node === "running"))
    return endAfter(node, message?.status);
  if (run !== undefined) return OF_RUN[run];
  if (node !== undefined) return node === "running" ? "running" : OF_NODE[node];
  return message === undefined ? "not_started" : OF_MESSAGE[message.status];
}

/** What became of work after its run was interrupted. */
function endAfter(node: GraphNodeState | undefined, message: MessageState | undefined): WorkState {
  if (node !== undefined && node !== "pending") return OF_NODE[node];
  return message === undefined ? "interrupted" : OF_MESSAGE[message];
}
