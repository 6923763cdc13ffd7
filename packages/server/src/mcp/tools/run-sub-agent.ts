/** Runs one sub-agent and waits for it. Its session can be continued by a later call of the same agent. */
import { AppError, usageSchema } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const fields = {
  prompt: z.string().min(1).max(200_000).describe("The whole task. It knows nothing else."),
  agent: z.string().max(100).optional().describe("A teammate's id. Default: a copy of you."),
  tools: z.array(z.string()).max(50).optional().describe("TinyAGI tools that it may use. Default: none."),
  session: z.string().max(100).optional().describe("Of an earlier call, to continue it."),
};

export function runSubAgentTool({ services: { spawner, waits } }: ToolParts): McpTool {
  return defineTool({
    name: "run_sub_agent",
    title: "Run one sub-agent",
    description: "Give one task to a sub-agent and wait for its result.",
    input: { run: z.strictObject(fields) },
    output: z.object({ output: z.string(), session: z.string(), usage: usageSchema }),
    readOnly: false,
    async call({ prompt, agent, tools, session: earlier }, { principal, signal }) {
      if (principal.kind !== "run") throw new AppError("FORBIDDEN", "Only an agent's run starts sub-agents.");
      const { runId } = principal;
      const outcome = await waits.during(runId, "sub_agents", (ended) =>
        spawner.runSubAgent(
          { runId, prompt, agent, tools, session: earlier },
          AbortSignal.any([ended, signal]),
        ),
      );
      const { status, output, session, usage, refused } = outcome;
      if (refused !== undefined) throw new AppError("SPAWN_REFUSED", `${refused.reason}: ${refused.message}`);
      if (status !== "completed")
        throw new AppError("AGENT_FAILED", `The sub-agent did not complete: ${output}`);
      return { text: `${output}\n\n(session: ${session})`, data: { output, session, usage } };
    },
  });
}
