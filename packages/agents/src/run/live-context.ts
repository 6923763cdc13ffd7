/** The context of one run. What most runs never use is made when it is first asked for: 10,000 of them may wait at once. */
import type { BudgetPort } from "../budget.js";
import type { Approver } from "../context/approval.js";
import { Cancellation } from "../context/cancellation.js";
import { type AgentServices, childDepthCap, type RunContext } from "../context/context.js";
import { UsageMeter } from "../usage/usage.js";

export type MetadataValue = string | number | boolean | null;

export interface LiveContextOptions {
  agent: string;
  limits: { readonly depth: number; readonly wallClockMs: number };
  services: AgentServices;
  parent: RunContext | undefined;
  budget: BudgetPort | undefined;
  workspace: string | null;
  metadata: Readonly<Record<string, MetadataValue>> | undefined;
  approve: Approver | undefined;
}

export class LiveContext implements RunContext {
  readonly runId: string;
  readonly parentRunId: string | null;
  readonly rootRunId: string;
  readonly depth: number;
  readonly depthCap: number;
  readonly deadline: number;
  readonly workspace: string | null;
  readonly budget: BudgetPort | undefined;
  readonly usage: UsageMeter;
  readonly services: AgentServices;
  readonly approve: Approver | undefined;
  readonly cancellation = new Cancellation();
  /** Another one after a handoff. */
  agent: string;
  #metadata: Map<string, MetadataValue> | undefined;

  /** @throws SubAgentDepthError before anything has happened */
  constructor({ parent, services, limits, ...options }: LiveContextOptions) {
    this.depthCap = parent === undefined ? limits.depth : childDepthCap(parent, limits.depth);
    this.runId = services.newId();
    this.parentRunId = parent?.runId ?? null;
    this.rootRunId = parent?.rootRunId ?? this.runId;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.deadline = Math.min(parent?.deadline ?? Infinity, services.clock.now() + limits.wallClockMs);
    this.workspace = options.workspace;
    this.budget = options.budget;
    this.usage = new UsageMeter(parent?.usage);
    this.services = services;
    this.approve = options.approve ?? parent?.approve;
    this.agent = options.agent;
    if (options.metadata !== undefined) this.#metadata = new Map(Object.entries(options.metadata));
  }

  get signal(): AbortSignal {
    return this.cancellation.signal;
  }

  get metadata(): Map<string, MetadataValue> {
    this.#metadata ??= new Map();
    return this.#metadata;
  }
}
