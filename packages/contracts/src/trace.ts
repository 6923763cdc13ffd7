/** The trace of a run: what it and everything below it did, as spans. Derived from the journal alone. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { graphNodeStateSchema } from "./run-graph.js";
import { permissionModeSchema } from "./settings/agent.js";
import { usageSchema } from "./usage.js";
import { diffWhySchema } from "./work-why.js";

export const SPAN_KINDS = ["run", "model", "tool", "handoff", "spawn", "wait", "approval"] as const;
export const spanKindSchema = z.enum(SPAN_KINDS);
export type SpanKind = z.infer<typeof spanKindSchema>;

/** `refused`: a limit, a budget or a permission stopped it before it started. */
export const SPAN_STATES = ["running", "completed", "failed", "interrupted", "cancelled", "refused"] as const;
export const spanStateSchema = z.enum(SPAN_STATES);
export type SpanState = z.infer<typeof spanStateSchema>;

export const spanAttributesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type SpanAttributes = z.infer<typeof spanAttributesSchema>;

export const traceSpanSchema = z.object({
  /** Of a run: its run id. */
  id: z.string(),
  /** The run it belongs to; of a run, the run that caused it. Null for the run the trace starts with. */
  parentId: z.string().nullable(),
  kind: spanKindSchema,
  name: z.string(),
  /** Milliseconds since `startedAt` of the trace. */
  start: z.number(),
  /** The same; null while it runs. */
  end: z.number().nullable(),
  status: spanStateSchema,
  usage: usageSchema.optional(),
  attributes: spanAttributesSchema,
});
export type TraceSpan = z.infer<typeof traceSpanSchema>;

export const traceSchema = z.object({
  runId: z.string(),
  rootRunId: z.string(),
  /** When the root run started: the zero of all times in the spans. */
  startedAt: timeSchema,
  /** In order of their start. */
  spans: z.array(traceSpanSchema),
  /** Whether spans are missing because there are more than `limit`, or because old events were deleted. */
  truncated: z.boolean(),
});
export type Trace = z.infer<typeof traceSchema>;

export const runLogEntrySchema = z.object({
  seq: z.number().int(),
  type: z.string(),
  time: timeSchema,
  data: z.unknown(),
});
export type RunLogEntry = z.infer<typeof runLogEntrySchema>;

/** Changes in a workspace that are not committed. They may be older than the run, and later runs may add to them. */
export const workspaceDiffSchema = z.object({
  /** False when the workspace is not in a git repository: then nothing records what changed. */
  repository: z.boolean(),
  /** What to know about the answer, such as why it is empty. */
  note: z.string().nullable(),
  why: diffWhySchema.nullable().optional(),
  files: z.array(
    z.object({
      /** Relative to the workspace. */
      path: z.string(),
      status: z.enum(["added", "changed", "removed", "renamed"]),
      /** Unified; empty for a binary or too large file, and for a link. */
      diff: z.string(),
    }),
  ),
  /** Whether files or parts of their changes are left out because there are too many. */
  truncated: z.boolean(),
});
export type WorkspaceDiff = z.infer<typeof workspaceDiffSchema>;

/** What a run worked with. */
export const runSetupSchema = z.object({
  harness: z.string(),
  /** Version of the agent CLI; null for a harness without one, until it is known, and in runs of earlier releases. */
  harnessVersion: z.string().nullable(),
  /** What the agent was permitted when the run began; null in runs of earlier releases. */
  permissions: permissionModeSchema.nullable(),
});
export type RunSetup = z.infer<typeof runSetupSchema>;

export const comparedRunSchema = z.object({
  runId: z.string(),
  status: spanStateSchema,
  /** Milliseconds; null while it runs. */
  durationMs: z.number().nullable(),
  usage: usageSchema,
  toolCalls: z.number().int(),
  /** Null when the run is no longer kept. */
  setup: runSetupSchema.nullable(),
});
export type ComparedRun = z.infer<typeof comparedRunSchema>;

export const comparedNodeSchema = z.object({
  state: graphNodeStateSchema,
  /** Its latest run; null before the first. */
  runId: z.string().nullable(),
  /** Whether a fork took its result over. */
  isShared: z.boolean(),
  /** Milliseconds from its first start to its end; null when it has not ended or a time is not known. */
  durationMs: z.number().nullable(),
  /** Of all runs of its message. */
  usage: usageSchema,
  /** Its result, cut at 20,000 characters; null without one. */
  output: z.string().nullable(),
});
export type ComparedNode = z.infer<typeof comparedNodeSchema>;

/** Two runs with everything below them, matched by the way from the first run to each. */
export const runComparisonSchema = z.object({
  a: comparedRunSchema.extend({ output: z.string().nullable() }),
  b: comparedRunSchema.extend({ output: z.string().nullable() }),
  /** Whether both trees have the same agents at the same places. */
  sameStructure: z.boolean(),
  sameOutput: z.boolean(),
  steps: z.array(
    z.object({
      /** Agents from the first run down, such as `@lead/@coder#2` for its second run of @coder. */
      path: z.string(),
      a: comparedRunSchema.nullable(),
      b: comparedRunSchema.nullable(),
      /** Whether both runs worked with the same setup; null when that is not known, or when one of them is missing. */
      sameSetup: z.boolean().nullable(),
    }),
  ),
  /** The graphs of both runs, matched by the ids of their sub-agents. Empty when neither run has a graph. */
  nodes: z.array(
    z.object({
      node: z.string(),
      sameOutput: z.boolean(),
      a: comparedNodeSchema.nullable(),
      b: comparedNodeSchema.nullable(),
    }),
  ),
  /** Whether a trace lacks spans, so that the comparison may, too. */
  truncated: z.boolean(),
});
export type RunComparison = z.infer<typeof runComparisonSchema>;
