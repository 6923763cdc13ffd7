/** AI SDK: `generateText` with one tool and a mock model that answers at once. */
import { generateText, stepCountIs, tool } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { z } from "zod";

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const call = { type: "tool-call", toolCallId: "1", toolName: "echo", input: '{"value":"x"}' };

/** One model call that asks for a tool, and the tool's execution. */
function run() {
  const model = new MockLanguageModelV3({
    doGenerate: async () => ({
      content: [call],
      finishReason: { unified: "tool-calls", raw: "tool" },
      usage,
      warnings: [],
    }),
  });
  const echo = tool({ inputSchema: z.object({ value: z.string() }), execute: async ({ value }) => value });
  return generateText({ model, prompt: "go", tools: { echo }, stopWhen: stepCountIs(1) });
}

export const agents = (count) => Promise.all(Array.from({ length: count }, run));

export async function tree(levels) {
  await run();
  if (levels > 1) await Promise.all([tree(levels - 1), tree(levels - 1)]);
}
