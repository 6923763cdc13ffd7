/** Tools written for the AI SDK, and the tools of an MCP server, in one agent. */
import { tool } from "ai";
import { z } from "zod";
import {
  AgentHarness,
  connectMcpTools,
  createModel,
  fromAiSdkTools,
  type ModelOptions,
} from "../src/index.js";

const rate = tool({
  description: "How many dollars a euro costs.",
  inputSchema: z.object({ day: z.string() }),
  execute: ({ day }) => ({ day, usd: 1.25 }),
});

export async function askAccountant(question: string, model: ModelOptions, mcpUrl: string): Promise<string> {
  await using server = await connectMcpTools({ url: mcpUrl, prefix: "sums_" });
  const accountant = new AgentHarness({
    name: "accountant",
    model: createModel(model),
    system: "You are @accountant.",
    tools: [...fromAiSdkTools({ rate }), ...server.tools],
  });
  return (await accountant.run(question)).text;
}
