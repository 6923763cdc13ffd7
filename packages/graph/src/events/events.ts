/**
 * The event stream of a run: offsets without gaps, in the order things happened, also when a listener makes something
 * happen. A listener that throws is counted and left alone; it can neither stop nor reorder a run.
 */
import { nodeDepth, nodeRoot, type Usage } from "@tinyagi/contracts";
import type { GraphClock } from "../clock.js";
import { getParentId } from "../graph/graph.js";
import type { NodePayload } from "./payload.js";

interface EventData {
  "graph.started": { generation: number; nodes: number };
  "graph.ended": { status: string };
  "spawn.requested": { agents: number };
  "spawn.refused": { code: string; problems: readonly { path: string; code: string; message: string }[] };
  "spawn.compiled": { generation: number; added: readonly string[]; visited: number; reused: number };
  "limit.reached": { limit: string };
  "node.started": { attempt: number };
  "node.retried": { attempt: number; error: string };
  "node.interrupted": { attempt: number; question: string };
  /** The newest state of the output, by `ctx.partial`. */
  "node.progressed": { attempt: number } & NodePayload;
  /** An event of the host's own, by `ctx.emit`. */
  "node.emitted": { attempt: number; name: string } & NodePayload;
  "node.completed": { attempt: number; usage: Usage | null };
  "node.failed": { attempt: number; error: string };
  "node.cancelled": { attempt: number; reason: string };
  "node.skipped": { reason: string };
  "budget.reserved": { tokens: number; usd: number; runs: number };
  "budget.reconciled": { usage: Usage };
  "budget.refunded": { tokens: number; usd: number; runs: number };
  "budget.warning": { usedShare: number };
  "budget.exceeded": { policy: string };
  "journal.failed": { error: string };
}
/** The name of an event. */
export type GraphEventType = keyof EventData;

/** One event. `nodeId` is absent for events of the whole graph. */
export type GraphEvent = {
  [T in GraphEventType]: {
    offset: number;
    type: T;
    time: number;
    runId: string;
    nodeId: string | null;
    parentId: string | null;
    rootId: string | null;
    depth: number;
    data: EventData[T];
  };
}[GraphEventType];

/** Receives the events of a run in order. What it throws is counted and changes nothing. */
export type GraphListener = (event: GraphEvent) => void;

export class EventSink {
  /** Listener calls that threw or rejected. */
  failures = 0;
  readonly #listener: GraphListener | undefined;
  readonly #clock: GraphClock;
  readonly #runId: string;
  readonly #queue: GraphEvent[] = [];
  #offset = 0;
  #delivering = false;

  constructor(listener: GraphListener | undefined, clock: GraphClock, runId: string) {
    this.#listener = listener;
    this.#clock = clock;
    this.#runId = runId;
  }

  /** False when nobody listens: callers then need not build the data. */
  get active(): boolean {
    return this.#listener !== undefined;
  }

  emit<T extends GraphEventType>(type: T, nodeId: string | null, data: EventData[T]): void {
    if (this.#listener === undefined) return;
    const event = {
      offset: this.#offset++,
      type,
      time: this.#clock.now(),
      runId: this.#runId,
      nodeId,
      parentId: nodeId === null ? null : getParentId(nodeId),
      rootId: nodeId === null ? null : nodeRoot(nodeId),
      depth: nodeId === null ? 0 : nodeDepth(nodeId),
      data,
    } as unknown as GraphEvent;
    this.#queue.push(event);
    if (!this.#delivering) this.#deliver(this.#listener);
  }

  #deliver(listener: GraphListener): void {
    this.#delivering = true;
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      try {
        const answer: unknown = listener(event);
        if (answer instanceof Promise) answer.catch(() => this.failures++);
      } catch {
        // A listener is a reader: its failure is counted in the result and changes nothing here.
        this.failures++;
      }
    }
    this.#delivering = false;
  }
}
