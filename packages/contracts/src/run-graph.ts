/** The graph of sub-agents that a run belongs to, at one generation. */
import { z } from "zod";
import { joinsSchema, timeSchema, titleSchema, writtenTextSchema } from "./conversation.js";
import { PRUNE_REASONS } from "./graph/journal.js";
import { usageSchema } from "./usage.js";

/** `running`: it has a run, or waits for its own sub-agents. */
export const GRAPH_NODE_STATES = [
  "pending",
  "running",
  "completed",
  "failed",
  "cancelled",
  "skipped",
] as const;
export const graphNodeStateSchema = z.enum(GRAPH_NODE_STATES);
export type GraphNodeState = z.infer<typeof graphNodeStateSchema>;
export const GRAPH_STATES = ["open", "completed", "partial", "failed", "cancelled", "paused"] as const;

const text = z.string();
const texts = z.array(text);
const effects = z.enum(["none", "read", "write"]);

/** What an agent asked for, as in its plan. */
const nodeSpecSchema = z.looseObject({
  id: text,
  prompt: text,
  agent: text.optional(),
  harness: text.optional(),
  model: text.optional(),
  tools: texts,
  expectedOutput: text,
  rationale: text,
  dependsOn: texts,
  effects,
  canSpawn: z.boolean(),
});

/** The graph that a fork was made of, and the generation of that graph it started with. */
export const graphForkSchema = z.object({ graphId: text, generation: z.number().int() });

export const graphNodeViewSchema = z.object({
  kind: z.literal("agent"),
  specHash: text,
  deps: texts,
  dependents: texts,
  rank: z.number().int(),
  group: text,
  depth: z.number().int(),
  effects,
  claims: texts,
  /** As compiled. `state` tells what became of it. */
  status: graphNodeStateSchema,
  spec: nodeSpecSchema,
  state: graphNodeStateSchema,
  /** Its latest run; of a shared node, its run in the graph that it comes from. Null before the first. */
  runId: text.nullable(),
  /** Whether a fork took its result over, so that it did not run in this graph. */
  isShared: z.boolean(),
});
export type GraphNodeView = z.infer<typeof graphNodeViewSchema>;

export const runGraphSchema = z.object({
  graphId: text,
  /** The status of the graph now, whatever the generation. */
  status: z.enum(GRAPH_STATES),
  /** Null for no fork. */
  forkedFrom: graphForkSchema.nullable(),
  irVersion: z.number().int(),
  /** 0 is the root alone. Each accepted plan adds one. */
  generation: z.number().int(),
  goal: text,
  onFailure: z.enum(["fail-fast", "collect"]),
  /** As its first run found them in the settings. Agents below can have lower ones. */
  limits: z.object({
    maxDepth: z.number().int(),
    maxFanOut: z.number().int(),
    maxTotal: z.number().int(),
    maxLive: z.number().int(),
  }),
  /** By id: `root`, or `<parent>/<id>`. Parents come before their children. */
  nodes: z.record(text, graphNodeViewSchema),
  output: texts,
  /** Agents of the plan that never run: their condition cannot hold, or nobody uses their result. */
  pruned: z.array(z.object({ id: text, reason: z.enum(PRUNE_REASONS) })),
  merged: z.array(z.object({ from: text, into: text })),
  /** All generations, oldest first. `added` and `changed` are ids of nodes; `at` is null when its event was deleted. */
  generations: z.array(
    z.object({ n: z.number().int(), at: timeSchema.nullable(), added: texts, changed: texts }),
  ),
});
export type RunGraph = z.infer<typeof runGraphSchema>;

/**
 * What a list of runs adds to each: what the run is about, its place in a graph, and the usage of the run with all runs
 * below it.
 */
export const runPlaceSchema = z.object({
  /** The beginning of what the agent reads of the message that the run works on. */
  task: text,
  /** What the message's author wrote, whole: with it, or with other words, the work runs again. */
  own: text.optional(),
  title: titleSchema,
  joins: joinsSchema,
  node: z.object({ graphId: text, nodeId: text }).optional(),
  total: usageSchema,
  /** The newest words only. */
  written: writtenTextSchema.optional(),
});
export type RunPlace = z.infer<typeof runPlaceSchema>;
