/** What agents do now, in the words of every client. */
import type { Client } from "@tinyagi/client";
import { agentFacts, agentState, en } from "@tinyagi/views";

/** The most that the daemon lists at once. */
const LISTED_MAX = 1_000;

/** The state of an agent in a word, such as `running`; `idle` for one without work. */
export type AgentWord = (agent: string) => string;

export async function readAgentStates(client: Client, signal: AbortSignal): Promise<AgentWord> {
  const limit = LISTED_MAX;
  const [running, starting, { approvals }, { lanes }, dead] = await Promise.all([
    client.call("listRuns", { query: { status: "running", limit }, signal }),
    client.call("listRuns", { query: { status: "starting", limit }, signal }),
    client.call("listApprovals", { query: { status: "open", limit }, signal }),
    client.call("queueLanes", { query: { limit: 10 }, signal }),
    client.call("queueDead", { query: { limit }, signal }),
  ]);
  const messages = lanes.flatMap((lane) => lane.messages);
  const of = agentFacts({ runs: [...running, ...starting], approvals, messages, dead });
  return (agent) => en.agents.states[agentState(of(agent))].toLowerCase();
}
