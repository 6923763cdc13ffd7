/**
 * Where a run stands in its tree and what it shares with it. A child gets its context from its parent's alone: sink,
 * cancellation, workspace, remaining time and budget cannot be widened on the way down.
 */

import { createPriceTable, type PriceTable } from "@tinyagi/contracts";
import type { BudgetPort } from "../budget.js";
import { type AgentClock, systemClock } from "../clock.js";
import { SubAgentDepthError } from "../errors.js";
import type { AgentEventScope } from "../events/event.js";
import { createEventSink, type EventSink } from "../events/sink.js";
import type { UsageMeter } from "../usage/usage.js";
import type { Approver } from "./approval.js";
import type { CancellationView } from "./cancellation.js";
import { createRunRegistry, type RunRegistry } from "./registry.js";

/** What a whole tree shares. */
export interface AgentServices {
  sink: EventSink;
  clock: AgentClock;
  newId: () => string;
  /** 0 ≤ x < 1, for the spread of back-offs. */
  random: () => number;
  prices: PriceTable;
  /** The live runs of the tree, for steering by id. */
  registry: RunRegistry;
}

/** Read-only view of a live run, handed to tools and to `invokeInParent`. */
export interface RunContext extends AgentEventScope {
  /** The deepest level that runs below may have. */
  readonly depthCap: number;
  /** Aborts when the run is cancelled, by whomever, or out of time. */
  readonly signal: AbortSignal;
  /** The same without a signal of the platform, which costs more than the rest of a short run. */
  readonly cancellation: CancellationView;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly workspace: string | null;
  readonly budget: BudgetPort | undefined;
  readonly usage: UsageMeter;
  readonly metadata: ReadonlyMap<string, string | number | boolean | null>;
  readonly services: AgentServices;
  /** Decides about tool calls that need a person's approval, here and in runs below. */
  readonly approve: Approver | undefined;
}

/** Fills in what a caller left out: the machine's clock, random ids, list prices, and a sink nobody listens to. */
export function completeServices(given: Partial<AgentServices> = {}): AgentServices {
  const clock = given.clock ?? systemClock;
  return {
    clock,
    sink: given.sink ?? createEventSink({ clock }),
    newId: given.newId ?? (() => globalThis.crypto.randomUUID()),
    random: given.random ?? Math.random,
    prices: given.prices ?? createPriceTable(),
    registry: given.registry ?? createRunRegistry(),
  };
}

/** Whether a run below `context` would still be within the cap. */
export function mayGoDeeper(context: RunContext): boolean {
  return context.depth + 1 <= context.depthCap;
}

/**
 * The tightest cap of the path for a child with a cap of its own.
 * @throws SubAgentDepthError when the child itself would lie beyond it
 */
export function childDepthCap(parent: RunContext, own: number): number {
  const depth = parent.depth + 1;
  const cap = Math.min(parent.depthCap, own);
  if (depth > cap) throw new SubAgentDepthError(depth, cap);
  return cap;
}
