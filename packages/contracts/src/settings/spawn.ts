/** `spawn`: the limits of sub-agents. An agent and a team can lower the general limits, never raise them. */
import { z } from "zod";

/** When a plan for sub-agents needs a person's approval, from the least strict to the strictest. */
export const SPAWN_APPROVALS = ["never", "over-budget", "always"] as const;
export const spawnApprovalSchema = z.enum(SPAWN_APPROVALS);

const limits = {
  maxDepth: z
    .number()
    .int()
    .min(0)
    .max(32)
    .describe("Maximum depth of sub-agents below the agent that was asked. 0 turns sub-agents off."),
  maxFanOut: z.number().int().min(1).max(256).describe("Maximum number of agents in one plan."),
  maxTotal: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe("Maximum number of agents in one tree, including the agent that was asked."),
  maxLive: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .describe("Maximum number of agents of one tree that run at the same time."),
};
const approval = spawnApprovalSchema.describe(
  "When a plan needs your approval before it starts: `never`, `over-budget` if its estimate exceeds the budget, or `always`.",
);

/** The effective limits. Absent ones get their defaults. */
export const spawnSettingsSchema = z
  .strictObject({
    maxDepth: limits.maxDepth.default(5),
    maxFanOut: limits.maxFanOut.default(16),
    maxTotal: limits.maxTotal.default(256),
    maxLive: limits.maxLive.default(4),
    approval: approval.default("over-budget"),
  })
  .describe("Limits of the sub-agents that agents start.");
export type SpawnSettings = z.infer<typeof spawnSettingsSchema>;

/** Limits of one agent or team. A value above the general one has no effect. */
export const spawnOverridesSchema = z.strictObject({ ...limits, approval }).partial();
export type SpawnOverrides = z.infer<typeof spawnOverridesSchema>;

/** The lower of each limit, and the stricter approval. */
export function tightenSpawn(base: SpawnSettings, lower: SpawnOverrides | undefined): SpawnSettings {
  if (lower === undefined) return base;
  const least = (key: "maxDepth" | "maxFanOut" | "maxTotal" | "maxLive") =>
    Math.min(base[key], lower[key] ?? base[key]);
  const strictness = Math.max(
    SPAWN_APPROVALS.indexOf(base.approval),
    SPAWN_APPROVALS.indexOf(lower.approval ?? base.approval),
  );
  return {
    maxDepth: least("maxDepth"),
    maxFanOut: least("maxFanOut"),
    maxTotal: least("maxTotal"),
    maxLive: least("maxLive"),
    approval: SPAWN_APPROVALS[strictness] ?? "always",
  };
}
