/**
 * The events of a run tree. Every one says where in the tree it happened; every `started` has exactly one end. The
 * data holds figures, names and fixed words only: texts of people, models and tools are payloads, which are opt-in.
 */
import type { RunErrorClass, Usage } from "@tinyagi/contracts";
import type { LimitName } from "../limits.js";

/** Where an event happened. Ids are null only where there is nothing above. */
export interface AgentEventScope {
  runId: string;
  parentRunId: string | null;
  rootRunId: string;
  /** 0 for the first run of a tree. */
  depth: number;
  agent: string;
}

interface RunEnd {
  /** `interrupted`: tool calls wait for a person; the run can be resumed. */
  status: "completed" | "partial" | "interrupted";
  limit: LimitName | null;
  modelCalls: number;
  toolCalls: number;
  usage: Usage;
}
interface Failed {
  error: string;
}
interface Cancelled {
  reason: string;
}
/** Absent ones have no limit. */
interface Amounts {
  tokens?: number;
  usd?: number;
  runs?: number;
}
interface ToolCallData {
  tool: string;
  callId: string;
}
interface ModelCallData {
  model: string;
  call: number;
  attempt: number;
}

/** Figures of each event by its type. */
export interface AgentEventData {
  "run.started": { model: string; workspace: string | null };
  "run.completed": RunEnd;
  "run.failed": Failed & { usage?: Usage };
  /** Another agent took over the run. */
  "run.handed_over": { from: string; to: string };
  "run.cancelled": Cancelled & { usage?: Usage };
  "model.started": ModelCallData;
  /** A piece of text arrived. The only type that may be dropped. */
  "model.progressed": ModelCallData & { chars: number };
  "model.completed": ModelCallData & { usage: Usage; finishReason: string; toolCalls: number };
  "model.failed": ModelCallData & Failed & { class: RunErrorClass; willRetry: boolean; delayMs: number };
  "model.cancelled": ModelCallData & Cancelled;
  "tool.started": ToolCallData;
  "tool.completed": ToolCallData & { durationMs: number };
  "tool.failed": ToolCallData & Failed & { durationMs: number };
  "tool.cancelled": ToolCallData & Cancelled;
  "subagent.started": { turn: number };
  "subagent.completed": { status: RunEnd["status"]; limit: LimitName | null; usage: Usage };
  "subagent.failed": Failed;
  "subagent.cancelled": Cancelled;
  /** A session goes on with the transcript of its earlier turns. */
  "subagent.reused": { turns: number };
  "steering.accepted": { commands: readonly string[] };
  "steering.applied": { commands: readonly string[] };
  "steering.refused": { commands: readonly string[]; code: string };
  "limit.reached": { limit: LimitName; value: number | null };
  "budget.reserved": Amounts;
  "budget.reconciled": { usage: Usage };
  "budget.warning": { usedShare: number };
  "budget.exceeded": { policy: "stop" | "ask" | "fail" };
  "budget.refunded": Amounts;
  "spawn.requested": { tool: string };
  "spawn.refused": { tool: string; code: string };
  "spawn.compiled": { tool: string };
  "node.started": NodeData;
  "node.retried": NodeData;
  "node.completed": NodeData;
  "node.failed": NodeData;
  "node.cancelled": NodeData;
  "node.skipped": NodeData;
}
/** Events of a graph that are shown in the same stream; the engine that runs the graph fills them. */
interface NodeData {
  nodeId: string;
  [figure: string]: unknown;
}

/** The name of an event. */
export type AgentEventType = keyof AgentEventData;

/** What became of a text that belongs to an event. Absent when nobody asked for payloads. */
export interface EventPayload {
  /** Redacted, and a preview only when `truncated`. */
  value?: unknown;
  truncated?: true;
  /** Why there is no value. */
  dropped?: "redactor" | "unserialisable";
}

/** One event of a run tree, with its place in the tree and its figures. */
export type AgentEvent = {
  [T in AgentEventType]: AgentEventScope & {
    /** 0, 1, 2 … in the order things happened; a gap is a dropped `model.progressed`. */
    offset: number;
    type: T;
    /** Milliseconds since the epoch. */
    time: number;
    data: AgentEventData[T];
    payload?: EventPayload;
  };
}[AgentEventType];

/** Receives events in order. What it throws is counted and changes nothing. */
export type AgentListener = (event: AgentEvent) => void;

export const SPAN_KINDS = ["run", "model", "tool", "subagent"] as const;
/** What has a start and exactly one end. */
export type AgentSpanKind = (typeof SPAN_KINDS)[number];
/** How something that started has ended. */
export type SpanOutcome = "completed" | "failed" | "cancelled";
export type StartData<K extends AgentSpanKind> = AgentEventData[`${K}.started`];
export type EndData<K extends AgentSpanKind, O extends SpanOutcome> = AgentEventData[`${K}.${O}`];
