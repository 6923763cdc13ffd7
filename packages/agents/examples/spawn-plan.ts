/** A spawn plan written by a model: its text goes to a callback, which reads and runs it (`parsePlan` of the graph). */
import { AgentHarness, createModel, type ModelOptions, spawnTool } from "../src/index.js";

/**
 * @param onPlan gets the plan's text; what it answers goes back to the model
 * @returns the model's summary of what came back
 */
export async function delegate(
  goal: string,
  { model, onPlan }: { model: ModelOptions; onPlan: (plan: string) => Promise<string> },
): Promise<string> {
  const lead = new AgentHarness({
    name: "lead",
    model: createModel(model),
    system: "You are @lead. Split the goal into agents with spawn_agents, then sum up their results.",
    tools: [spawnTool({ onPlan: (plan) => onPlan(plan) })],
  });
  const { text } = await lead.run(goal);
  return text;
}
