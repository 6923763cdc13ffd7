/** Public surface of `@tinyagi/graph`. */

export type { GraphJournal, GraphJournalLock, GraphJournalRecord } from "@tinyagi/contracts";
export { nearestName } from "@tinyagi/contracts";
export type { BudgetAmounts } from "./budget/amounts.js";
export {
  type Budget,
  type BudgetLimit,
  type BudgetOptions,
  type ChildRequest,
  createBudget,
  type LimitPolicy,
} from "./budget/budget.js";
export {
  createEstimator,
  DEFAULT_ESTIMATE,
  type Estimator,
  type Quantities,
  type RunEstimate,
  type RunKind,
  type SpecEstimate,
} from "./budget/estimator.js";
export { addUsage, DEFAULT_PRICE, type Price } from "./budget/usage.js";
export {
  createWideningEstimator,
  type EstimateGroup,
  type GroupedEstimate,
  type WideningEstimator,
} from "./budget/widening.js";
export { type GraphClock, systemClock } from "./clock.js";
export { type ApplySpawnOptions, applySpawn, type SpawnApplied } from "./compile/apply-spawn.js";
export type { Capabilities, PassReport } from "./compile/batch.js";
export { type CompileOptions, compile } from "./compile/compile.js";
export {
  BudgetError,
  CancelledError,
  DeadlineError,
  InterruptedError,
  JournalError,
  NodeFailedError,
  OutputError,
  PlanError,
  type PlanProblem,
  QuorumError,
  SPAWN_REFUSALS,
  type SpawnRefusal,
  SpawnRefusedError,
} from "./errors.js";
export type { GraphEvent, GraphEventType, GraphListener } from "./events/events.js";
export { defineNodeEvent, type NodeEventKind } from "./events/node-event.js";
export type { NodePayload } from "./events/payload.js";
export { diffGraphs } from "./graph/diff.js";
export { type Graph, type GraphDiff, type GraphNode, IR_VERSION, type NodeStatus } from "./graph/graph.js";
export { fromJSON, toJSON } from "./graph/json.js";
export { toMermaid } from "./graph/mermaid.js";
export type { NodeResult } from "./graph/node-result.js";
export { DEFAULT_SPAWN_LIMITS, type SpawnLimits } from "./limits.js";
export type { GuardOp, GuardTerm, GuardValue, PlanGuard } from "./plan/guard.js";
export { parsePlan } from "./plan/parse.js";
export {
  type AgentSpec,
  type AgentSpecInput,
  agentSpecSchema,
  type Effects,
  type Estimate,
  type Plan,
  type PlanInput,
  planSchema,
} from "./plan/schema.js";
export { type ForkOptions, forkGraph } from "./run/fork.js";
export { type MapReduceOptions, type MapResult, mapReduce } from "./run/map-reduce.js";
export { createMemoryJournal } from "./run/memory-journal.js";
export { type ResumeOptions, replayGraph, resumeGraph } from "./run/resume.js";
export { runGraph } from "./run/run-graph.js";
export type {
  Execute,
  ExecuteContext,
  ExecuteResult,
  GraphQuestion,
  GraphResult,
  GraphStatus,
  RunOptions,
} from "./run/state.js";
export {
  createSpawningContext,
  type OnFailure,
  type SpawnCounts,
  type SpawningContext,
  type SpawningContextOptions,
  type SpawnOptions,
  type SpawnOutcome,
} from "./spawn/context.js";
