/** A sub-agent as a tool: the editor asks the researcher and writes the answer itself. */
import { AgentHarness, createModel, type ModelOptions, SubAgent, subAgentTool } from "../src/index.js";

/** @param model where the model is, e.g. `{ provider: "anthropic", model: "claude-haiku-4-5", apiKey }` */
export async function askEditor(question: string, model: ModelOptions): Promise<string> {
  const researcher = new SubAgent({
    name: "researcher",
    description: "Finds facts. Give it one question.",
    harness: new AgentHarness({
      name: "researcher",
      model: createModel(model),
      system: "You are @researcher. Answer with facts only.",
    }),
  });
  const editor = new AgentHarness({
    name: "editor",
    model: createModel(model),
    system: "You are @editor. Ask the researcher for what you do not know.",
    tools: [subAgentTool(researcher)],
  });
  const result = await editor.run(question);
  return `${result.text} (${result.modelCalls} calls of the editor, $${result.usage.costUsd?.toFixed(6)} in all)`;
}
