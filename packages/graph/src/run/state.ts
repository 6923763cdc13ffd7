/** Everything one run of a graph holds, and the shapes callers see. No behaviour beyond construction lives here. */
import type { GraphJournal, NodeWhy, Usage } from "@tinyagi/contracts";
import type { Budget } from "../budget/budget.js";
import type { Estimator } from "../budget/estimator.js";
import type { GraphClock } from "../clock.js";
import type { Capabilities } from "../compile/batch.js";
import type { EventSink, GraphListener } from "../events/events.js";
import type { NodeEventKind } from "../events/node-event.js";
import type { Graph, GraphNode } from "../graph/graph.js";
import type { NodeResult } from "../graph/node-result.js";
import type { SpawnLimits } from "../limits.js";
import type { AgentSpecInput } from "../plan/schema.js";
import type { OnFailure, SpawningContext, SpawnOptions } from "../spawn/context.js";
import type { JournalWriter } from "./journal-writer.js";
import type { NodeRun, RunState } from "./node-run.js";
import { Fifo, ReadyQueue } from "./ready-queue.js";

/** What a running node may use. */
export interface ExecuteContext {
  readonly runId: string;
  /** Level in the tree of spawns; 0 for the plan's own agents. */
  readonly depth: number;
  /** 1 for the first execution; one that ended with its process counts, too. */
  readonly attempt: number;
  /** Aborts on cancellation, a deadline, or the end of the budget. */
  readonly signal: AbortSignal;
  /** Outputs of the dependencies by the id the spec names; skipped and failed ones are absent. */
  readonly results: ReadonlyMap<string, unknown>;
  /** The node's account; `undefined` without a budget. Ask `allows()` before each paid call. */
  readonly budget: Budget | undefined;
  /**
   * Runs sub-agents and answers their outputs by local id. The node gives its live slot back while it waits; answers
   * of several spawns under way at the same time arrive together.
   * @throws SpawnRefusedError, PlanError: nothing was started; NodeFailedError: a child failed under `fail-fast`
   */
  spawn(specs: readonly AgentSpecInput[], o?: SpawnOptions): Promise<ReadonlyMap<string, unknown>>;
  /**
   * Asks people and waits for the answer. The node gives its live slot back. When nothing else can go on, the run ends as
   * `paused` with the open questions; `resumeGraph` takes the answers and executes the node again from its start, so what
   * it does before a question must be safe to repeat. Questions are told apart by their order in the node.
   * @param question JSON
   */
  interrupt(question: unknown): Promise<unknown>;
  /**
   * Shows and stores how far the output has come. It is in the result of a node that fails or is cancelled, and a later
   * execution of the node finds it in `lastPartial`. Events contain it redacted and cut to 16,384 characters.
   * @throws OutputError with a journal, for a value that JSON cannot carry
   */
  partial(output: unknown): void;
  /** What an execution of this node reported last with `partial`; `undefined` when there was nothing. */
  readonly lastPartial: unknown;
  /** Emits an event of your own, redacted and cut to 16,384 characters. See `defineNodeEvent`. */
  emit<T>(kind: NodeEventKind<T>, value: T): void;
  /** Books usage while the node runs; what is reported here is not counted again at the end. */
  reportUsage(usage: Usage): void;
}

/** What {@link Execute} returns. */
export interface ExecuteResult {
  output: unknown;
  /** Of the whole execution, including what was reported on the way. */
  usage?: Usage;
}
/** Does the work of one node. Its output goes to the nodes that depend on it; what it throws fails the node. */
export type Execute = (node: GraphNode, ctx: ExecuteContext) => Promise<ExecuteResult>;

/** What {@link runGraph} takes besides the graph. Only `execute` is required. */
export interface RunOptions {
  execute: Execute;
  capabilities?: Capabilities;
  /** Nodes executing at the same time; the smaller of this and `limits.maxLive`. */
  concurrency?: number;
  limits?: Partial<SpawnLimits>;
  clock?: GraphClock;
  budget?: Budget;
  estimator?: Estimator;
  journal?: GraphJournal;
  signal?: AbortSignal;
  onEvent?: GraphListener;
  /**
   * Takes secrets out of the texts of errors before events and journal hold them; default: what looks like a credential.
   * One that throws drops the text.
   */
  redact?: (text: string) => unknown;
  /** Names the run in events and in the journal; default `main`. */
  runId?: string;
  /** Time for the whole graph. */
  deadlineMs?: number;
  /** Times a node may be at work when its process ends before it is failed instead of started again; default 5. */
  maxInterruptions?: number;
  /** Wait before a retry; default 0. */
  retryDelayMs?: number;
  /** How long a cancelled node may take to stop before it is left behind; default 5,000. */
  cancelGraceMs?: number;
}

/** `partial`: some outputs are there, although nodes failed under `collect` or the budget ended. `paused`: resume it from its journal. */
export type GraphStatus = "completed" | "partial" | "failed" | "cancelled" | "paused";

/** A question of a node to people. */
export interface GraphQuestion {
  /** For `resumeGraph`: the id of the node and the number of the question, such as `pay#0`. */
  id: string;
  node: string;
  question: unknown;
}

/** What became of a run. */
export interface GraphResult {
  status: GraphStatus;
  /** Completed outputs of the plan, in its order. */
  outputs: Map<string, unknown>;
  /** Every node, in plan order. */
  nodes: Map<string, NodeResult>;
  usage: Usage;
  generation: number;
  /** The graph with everything that was spawned. */
  graph: Graph;
  /** What a paused run waits for; absent when nobody was asked. */
  questions?: readonly GraphQuestion[];
  /** The journal failed with this and has no checkpoints from then on. */
  journalError?: unknown;
  /** Calls of `onEvent` that threw. */
  listenerFailures?: number;
  /** Everything as plain data: for `JSON.stringify`. Errors are redacted as in events. */
  toJSON(): Record<string, unknown>;
}

/** Restored from a journal for one node. */
export interface RestoredNode {
  state: RunState;
  why: NodeWhy | undefined;
  attempts: number;
  interruptions: number;
  blamed: number;
  output: unknown;
  error: unknown;
  usage: Usage | undefined;
  parentAttempt: number;
  onFailure: OnFailure | undefined;
  partial?: { output: unknown };
  /** By their number. */
  questions?: Map<number, unknown>;
  answers?: Map<number, unknown>;
}

export class GraphRun {
  readonly runs = new Map<string, NodeRun>();
  readonly ready = new ReadyQueue<NodeRun>();
  /** Parents whose children are done and that need a slot to go on. */
  readonly resumes = new Fifo<NodeRun>();
  /** Settled and written down, their dependents not yet told. */
  readonly settled = new Fifo<NodeRun>();
  /** Picked, not yet written down as started. */
  launches: NodeRun[] = [];
  /** Have no budget to start with (`ask`). */
  blocked: NodeRun[] = [];
  /** Open questions of nodes, by id. */
  readonly questions = new Map<string, GraphQuestion>();
  /** Nodes that hold a slot. */
  live = 0;
  /** Nodes started and not ended. */
  running = 0;
  /** Retries that wait for their delay. */
  delayed = 0;
  /** Nodes not settled. */
  open = 0;
  usage: Usage = {};
  advancing = false;
  cancelled: Error | undefined = undefined;
  budgetStop = false;
  pausing = false;
  ended = false;
  warned = false;
  journalError: unknown = undefined;
  /** Children of earlier executions may be held: their parents have not asked for them again yet. */
  hasHeld = false;
  /** Nodes whose prompt was edited in a fork: taken by id, whatever the parent asks for. */
  edited: ReadonlySet<string> = new Set();
  /** Called when a node has its end; set by the composition of a run. */
  onSettled: (run: NodeRun) => void = () => {};
  /** Goes on with whatever can go on; set by the composition of a run. */
  wake: () => void = () => {};

  constructor(
    readonly options: RunOptions,
    readonly parts: {
      readonly context: SpawningContext;
      readonly sink: EventSink;
      readonly writer: JournalWriter;
      readonly clock: GraphClock;
      readonly runId: string;
      readonly maxLive: number;
    },
  ) {}
}
