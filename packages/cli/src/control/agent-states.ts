/** What agents do now, in the words of every client. */
import type { Client } from "@tinyagi/client";
import { type AgentFacts, agentFacts, agentState, en } from "@tinyagi/views";

/** The most that the daemon lists at once. */
const LISTED_MAX = 1_000;

/** The state of an agent in a word, such as `running`; `idle` for one without work. */
export type AgentWord = (agent: string) => string;

/** @returns undefined when the daemon does not say all of it: agents and teams are shown all the same */
export async function readAgentStates(client: Client, signal: AbortSignal): Promise<AgentWord | undefined> {
  const facts = await readFacts(client, signal).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
  return facts && ((agent) => en.agents.states[agentState(facts(agent))].toLowerCase());
}

async function readFacts(client: Client, signal: AbortSignal): Promise<(agent: string) => AgentFacts> {
  const limit = LISTED_MAX;
  const [running, starting, { approvals }, { lanes }, dead] = await Promise.all([
    client.call("listRuns", { query: { status: "running", limit }, signal }),
    client.call("listRuns", { query: { status: "starting", limit }, signal }),
    client.call("listApprovals", { query: { status: "open", limit }, signal }),
    client.call("queueLanes", { query: { limit: 10 }, signal }),
    client.call("deadSummary", { query: {}, signal }),
  ]);
  const messages = lanes.flatMap((lane) => lane.messages);
  return agentFacts({ runs: [...running, ...starting], approvals, messages, dead: dead.groups });
}
