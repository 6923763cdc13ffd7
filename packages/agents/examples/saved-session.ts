/** A session that one process saves and another one continues. */
import { AgentHarness, createModel, type ModelOptions, SubAgent, SubAgentSession } from "../src/index.js";

function planner(model: ModelOptions): SubAgent {
  const harness = new AgentHarness({
    name: "planner",
    model: createModel(model),
    system: "You are @planner.",
  });
  return new SubAgent({ name: "planner", description: "Plans trips.", harness });
}

/** @returns the session as a text: store it where you like */
export async function ask(task: string, model: ModelOptions): Promise<string> {
  const session = new SubAgentSession(planner(model));
  await session.send(task);
  return JSON.stringify(session.save());
}

/** In any later process. */
export async function answer(stored: string, reply: string, model: ModelOptions): Promise<string> {
  const session = SubAgentSession.load(planner(model), JSON.parse(stored));
  return (await session.send(reply)).text;
}
