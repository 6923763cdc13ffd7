/** Runs a plan of sub-agents and waits for all of them. A refused plan is a tool error that says what to do instead. */
import { AppError, worktreeRefusalSchema } from "@tinyagi/contracts";
import { outcomeText } from "@tinyagi/teams";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const names = z.array(z.string());
/**
 * Only the outline: the instructions of whoever may spawn name all fields, and an example shows them. The plan is checked as a
 * whole later, and all its problems are reported together.
 */
const agent = z.looseObject({
  id: z.string(),
  prompt: z.string(),
  dependsOn: names.optional(),
});
const plan = z.looseObject({
  version: z.literal(1),
  goal: z.string(),
  agents: z.array(agent).min(1),
  output: z.union([z.string(), names]),
});

export function spawnAgentsTool({ services: { spawner, waits } }: ToolParts): McpTool {
  return defineTool({
    name: "spawn_agents",
    title: "Start sub-agents",
    description: "Run a plan of sub-agents and wait for its results.",
    input: { run: z.strictObject({ plan }) },
    output: z.object({
      status: z.enum(["completed", "partial", "failed", "cancelled"]),
      outputs: z.record(z.string(), z.string()).describe("Results by id."),
      failures: z.record(z.string(), z.string()).describe("Why agents have no result, by id."),
      worktrees: z
        .record(z.string(), z.object({ path: z.string(), branch: z.string() }))
        .describe("Git worktrees with changed files, by id."),
      withoutWorktree: z
        .record(z.string(), worktreeRefusalSchema)
        .optional()
        .describe("Why agents that write worked in a plain folder, by id."),
    }),
    readOnly: false,
    async call({ plan: asked }, { principal, signal }) {
      if (principal.kind !== "run") throw new AppError("FORBIDDEN", "Only an agent's run starts sub-agents.");
      const { runId } = principal;
      const outcome = await waits.during(runId, "sub_agents", (ended) =>
        spawner.spawn({ runId, plan: asked }, AbortSignal.any([ended, signal])),
      );
      const { status, outputs, failures, worktrees, withoutWorktree, refused } = outcome;
      if (status === "refused")
        throw new AppError(
          "SPAWN_REFUSED",
          `${refused?.reason ?? "plan"}: ${refused?.message ?? "The plan was refused."}`,
        );
      return { text: outcomeText(outcome), data: { status, outputs, failures, worktrees, withoutWorktree } };
    },
  });
}
