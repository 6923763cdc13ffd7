/** A handoff: the desk gives the whole conversation to the agent for bills. */
import { AgentHarness, createModel, handoffTool, type ModelOptions } from "../src/index.js";

export async function answerAtDesk(request: string, options: ModelOptions) {
  const model = createModel(options);
  const bills = new AgentHarness({ name: "bills", model, system: "You are @bills. Answer about bills." });
  const desk = new AgentHarness({
    name: "desk",
    model,
    system: "You are @desk. Hand questions about bills over.",
    tools: [handoffTool(bills, { description: "For questions about bills." })],
  });
  const { agent, text } = await desk.run(request);
  return `${agent}: ${text}`;
}
