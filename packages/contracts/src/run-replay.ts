/** A graph of sub-agents step by step, from its first state to the last: what a viewer scrubs through. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { nodeWhySchema } from "./node-why.js";
import { GRAPH_STATES, graphForkSchema, graphNodeStateSchema } from "./run-graph.js";

const text = z.string();
/** States by node. */
const states = z.record(text, graphNodeStateSchema);

export const REPLAY_STEP_TYPES = [
  "graph.opened",
  "graph.closed",
  "spawn.compiled",
  "node.started",
  "node.retried",
  "node.completed",
  "node.failed",
  "node.cancelled",
  "node.skipped",
  "node.asked",
  "node.answered",
  "node.partial",
  "node.reopened",
] as const;

export const replayStepSchema = z.object({
  /** From 1, without gaps. A fork begins with the steps that it took over. */
  seq: z.number().int(),
  /** Null for a step that an earlier release stored. */
  at: timeSchema.nullable(),
  type: z.enum(REPLAY_STEP_TYPES),
  /** The sub-agent, or the agent that planned; null for the whole graph. */
  node: text.nullable(),
  /** After the step. */
  generation: z.number().int(),
  /** Nodes that joined the graph. */
  added: z.array(text),
  /** Nodes whose state the step changed, with the new state. */
  states,
  /** Why a node ended so, and how the graph did; null when there is nothing to say. What an agent or its program said has no `why`. */
  reason: text.nullable(),
  why: nodeWhySchema.optional(),
});
export type ReplayStep = z.infer<typeof replayStepSchema>;

export const runReplaySchema = z.object({
  graphId: text,
  /** The status of the graph now, whatever the step. */
  status: z.enum(GRAPH_STATES),
  forkedFrom: graphForkSchema.nullable(),
  /** Steps of the whole graph. */
  total: z.number().int(),
  /** The graph before the first step of this page. */
  before: z.object({ generation: z.number().int().nullable(), states }),
  steps: z.array(replayStepSchema),
  /** `after` of the next page; null on the last one. */
  next: z.number().int().nullable(),
});
export type RunReplay = z.infer<typeof runReplaySchema>;
