/**
 * Events of sub-agents. From these and `run.*` alone, the tree of runs and each generation of the graph can be rebuilt.
 * The `runId` of a `spawn.*` event is the run that asked; the `messageRowId` of a `node.*` event is the node's message.
 */
import { z } from "zod";
import { nodeWhySchema } from "./node-why.js";
import { SPAWN_DECISIONS, spawnEstimateSchema } from "./spawn-estimate.js";
import { usageSchema } from "./usage.js";
import { worktreeRefusalSchema } from "./worktree-refusal.js";

const text = z.string();
/** `graphId` names the tree, `node` the sub-agent in it: `<parent>/<id>`. */
const ofNode = { graphId: text, node: text, agent: text };

const ended = { reason: text, why: nodeWhySchema.optional() };

/** Why a plan for sub-agents was refused. `plan`: the plan itself is wrong; `approval`: a person denied it. */
export const SPAWN_REFUSAL_REASONS = [
  "depth",
  "total",
  "fan_out",
  "duplicate_delegation",
  "tools",
  "budget",
  "plan",
  "approval",
  "ended",
] as const;
export const spawnRefusalSchema = z.enum(SPAWN_REFUSAL_REASONS);
export type SpawnRefusalReason = z.infer<typeof spawnRefusalSchema>;

/** A sub-agent as it joined the graph. */
export const spawnedNodeSchema = z.object({
  id: text,
  agent: text,
  prompt: text.describe("The task, shortened."),
  dependsOn: z.array(text).describe("Full ids of the sub-agents it waits for."),
  rationale: text.optional().describe("Why the agent wanted it, as claimed by the model."),
});
export type SpawnedNode = z.infer<typeof spawnedNodeSchema>;

export const spawnEvents = {
  "spawn.requested": z
    .object({
      agent: text,
      callId: text,
      via: z.enum(["tool", "block"]),
      goal: text,
      agents: z.number().int(),
    })
    .describe("An agent asked for sub-agents, by a tool call or by a `spawn` block in its answer."),
  "spawn.estimated": z
    .object({
      agent: text,
      callId: text,
      decision: z.enum(SPAWN_DECISIONS).describe("`asked`: a person decides."),
      estimate: spawnEstimateSchema,
    })
    .describe("What a plan will probably cost was compared with the budgets that pay for it."),
  "spawn.refused": z
    .object({ agent: text, callId: text, reason: spawnRefusalSchema, message: text })
    .describe("A plan for sub-agents was refused as a whole; nothing was started."),
  "spawn.compiled": z
    .object({
      graphId: text,
      parent: text,
      generation: z.number().int(),
      nodes: z.array(spawnedNodeSchema),
    })
    .describe("A plan was accepted, and its sub-agents joined the graph."),
  "spawn.completed": z
    .object({ agent: text, callId: text, status: text, nodes: z.number().int() })
    .describe("All sub-agents of a plan have ended, and the agent that asked gets their results."),
  "graph.forked": z
    .object({
      graphId: text,
      agent: text,
      from: text.describe("The graph it was forked from."),
      fromConversation: text,
      generation: z.number().int().describe("The generation of that graph it starts from."),
      edited: z.array(text).describe("Sub-agents with a new prompt."),
      shared: z.number().int().describe("Sub-agents whose result is taken over."),
    })
    .describe("A graph of sub-agents was forked, to retry a part of it or to change a prompt."),
  "node.reused": z
    .object({
      ...ofNode,
      state: z.enum(["completed", "failed", "skipped"]),
      runId: text.nullable().describe("The run in the source of the fork."),
    })
    .describe("A forked graph takes over what a sub-agent came to."),
  "node.started": z.object(ofNode).describe("A sub-agent may start: its message was queued."),
  "node.completed": z
    .object({ ...ofNode, usage: usageSchema.optional() })
    .describe("A sub-agent ended with a result."),
  "node.failed": z
    .object({ ...ofNode, error: text, timedOut: z.literal(true).optional() })
    .describe("A sub-agent ended without a result; `timedOut`: its time was over, and it was stopped."),
  "node.cancelled": z.object({ ...ofNode, ...ended }).describe("A sub-agent was cancelled."),
  "node.skipped": z
    .object({ ...ofNode, ...ended })
    .describe("A sub-agent was not started: its condition was false, or what it waits for did not complete."),
  "node.without_worktree": z
    .object({ ...ofNode, path: text, reason: worktreeRefusalSchema })
    .describe(
      "A sub-agent that writes got a plain folder, because its parent's git repository cannot be used.",
    ),
  "node.workspace_kept": z
    .object({ ...ofNode, path: text, branch: text })
    .describe("The git worktree of a sub-agent was kept, because it holds changes or commits."),
} as const;
