/** A session with a human answer between two sends: the agent may ask one question before it does the task. */
import { AgentHarness, createModel, type ModelOptions, SubAgent, SubAgentSession } from "../src/index.js";

/**
 * @param askHuman gets the agent's question and answers it, in its own time
 * @returns the agent's second answer and the number of turns it took
 */
export async function planTrip(
  task: string,
  { model, askHuman }: { model: ModelOptions; askHuman: (question: string) => Promise<string> },
): Promise<{ text: string; turns: number }> {
  const planner = new SubAgent({
    name: "planner",
    description: "Plans trips.",
    harness: new AgentHarness({
      name: "planner",
      model: createModel(model),
      system: "You are @planner. Ask one question first if something is missing.",
    }),
  });
  const session = new SubAgentSession(planner);
  const first = await session.send(task);
  const answer = await askHuman(first.text);
  const second = await session.send(answer);
  return { text: second.text, turns: session.turns };
}
