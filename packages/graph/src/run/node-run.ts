/** The mutable side of one node while a graph runs, and the only way its state may change. */
import type { NodeWhy, Usage } from "@tinyagi/contracts";
import type { GraphNode } from "../graph/graph.js";
import type { OnFailure, SpawnOptions } from "../spawn/context.js";

/** `pending` waits for others, `ready` for a slot, `running` has been started and has not ended. */
export const RUN_TRANSITIONS = {
  pending: ["ready", "skipped"],
  ready: ["running", "pending", "skipped", "failed", "cancelled"],
  running: ["completed", "failed", "cancelled", "ready", "pending"],
  completed: ["pending"],
  failed: ["pending"],
  cancelled: ["pending"],
  skipped: ["pending"],
} as const satisfies Record<string, readonly string[]>;
export type RunState = keyof typeof RUN_TRANSITIONS;

const SETTLED: ReadonlySet<RunState> = new Set(["completed", "failed", "cancelled", "skipped"]);

/** Skips that are decisions, not failures: nothing behind them is held up, and no retry undoes them. */
const FREE_SKIPS: ReadonlySet<NodeWhy["code"]> = new Set(["node.guard", "node.dependency_skipped"]);

export function isFreeSkip({ state, why }: Pick<NodeRun, "state" | "why">): boolean {
  return state === "skipped" && why !== undefined && FREE_SKIPS.has(why.code);
}

/** One `ctx.spawn` and the children that answer it. */
export interface SpawnCall {
  /** By local id, in call order. */
  readonly answers: ReadonlyMap<string, NodeRun>;
  open: number;
  /** Default: the policy of the plan. */
  readonly onFailure: OnFailure | undefined;
  /** Successes that settle the call. */
  readonly quorum: number | undefined;
  readonly onSettled: SpawnOptions["onSettled"];
  readonly resolve: (results: ReadonlyMap<string, unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/** The end of one execution: what it returned, or what it threw. */
export interface Outcome {
  readonly value: unknown;
  readonly failed: boolean;
}

export class NodeRun {
  node: GraphNode;
  readonly parent: NodeRun | null;
  /** Generation of the graph that brought the node. */
  readonly generation: number;
  state: RunState = "pending";
  /** Why it was skipped or cancelled. */
  why: NodeWhy | undefined = undefined;
  /** What the node reported last before its end, also in an earlier execution. */
  partial: { output: unknown } | undefined = undefined;
  /** A record of it waits for the journal; `again` when there is a newer one. */
  partialWrite: "waits" | "again" | undefined = undefined;
  /** Unsettled dependencies. */
  waiting = 0;
  /** Nodes on the longest way to the end of its batch. */
  pathLength = 0;
  /** Executions started, those that ended with their process included. */
  attempts = 0;
  /** Executions that neither ended nor failed: their process did. */
  interruptions = 0;
  /** Interruptions in which the node itself was at work and not waiting for its children. */
  blamed = 0;
  output: unknown = undefined;
  error: unknown = undefined;
  usage: Usage | undefined = undefined;
  /** Usage already booked in the current attempt. */
  reported: Usage | undefined = undefined;
  holdsSlot = false;
  /** Its end is written down and its dependents were told. */
  released = false;
  /** Reported as started and not yet as ended. */
  begun = false;
  /** Waits until its parent starts or asks for it. */
  held = false;
  /** Set once `execute` has ended; children may still run. */
  outcome: Outcome | undefined = undefined;
  children: NodeRun[] | undefined = undefined;
  openChildren = 0;
  calls: SpawnCall[] | undefined = undefined;
  /** The call this node answers. */
  call: SpawnCall | undefined = undefined;
  /** Questions of this execution so far. */
  asked = 0;
  /** Answers of people by the number of the question; those of earlier executions count, too. */
  answers: ReadonlyMap<number, unknown> | undefined = undefined;
  /** Ends the waits of open questions. */
  asking: ((error: unknown) => void)[] | undefined = undefined;
  aborting: Error | undefined = undefined;
  controller: AbortController | undefined = undefined;
  stopTimer: (() => void) | undefined = undefined;
  graceTimer: (() => void) | undefined = undefined;
  /** Counts executions, so that a late answer of an abandoned one is ignored. */
  epoch = 0;
  /** Execution of the parent that took this node last. */
  parentEpoch = 0;
  /** Attempt of the parent that this node's state belongs to. */
  parentAttempt = 0;
  /** Policy of the call that brought it; default that of the plan. */
  onFailure: OnFailure | undefined = undefined;
  /** Names the parent used for renamed siblings, by the name in its specs. */
  renamed: ReadonlyMap<string, string> | undefined = undefined;

  constructor(node: GraphNode, parent: NodeRun | null, generation: number) {
    this.node = node;
    this.parent = parent;
    this.generation = generation;
  }

  /** Attempts as retries count them: one that was interrupted is made again under the same number. */
  get tries(): number {
    return this.attempts - this.interruptions;
  }

  get settled(): boolean {
    return SETTLED.has(this.state);
  }
}

/** Moves a node along {@link RUN_TRANSITIONS}; anything else is a defect and throws. */
export function transition(run: NodeRun, to: RunState): void {
  const allowed: readonly string[] = RUN_TRANSITIONS[run.state];
  if (!allowed.includes(to)) throw new Error(`Illegal transition of ${run.node.id}: ${run.state} to ${to}.`);
  run.state = to;
}
