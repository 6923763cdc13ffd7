/**
 * One sub-agent at a time, with a session it can be asked in again. A session belongs to the conversation and the agent
 * that began it.
 */
import { AppError } from "@tinyagi/contracts";
import type { MessageRow } from "@tinyagi/kernel";
import { homeOf, type SpawnParts, settingsOfNode } from "./parts.js";
import type { SpawnAnswer, Spawner } from "./spawner.js";
import type { StoredPlan } from "./stored-plan.js";

interface Caller {
  liveMessage(runId: string): MessageRow;
  ask(runId: string, asked: StoredPlan, signal: AbortSignal | undefined): Promise<SpawnAnswer>;
}

export function createSubAgents(parts: SpawnParts, caller: Caller): Spawner["runSubAgent"] {
  return async ({ runId, prompt, agent, tools = [], session }, signal) => {
    const message = caller.liveMessage(runId);
    const known = session === undefined ? undefined : agentOfSession(parts, message, session);
    if (known !== undefined && agent !== undefined && agent !== known)
      throw new AppError(
        "INVALID_INPUT",
        `The session belongs to @${known}. Leave out "agent", or begin a new session.`,
      );
    const id = `sub-${nextNumber(parts, message)}`;
    const who = known ?? agent;
    const spec = { id, prompt, tools: [...tools], ...(who === undefined ? {} : { agent: who }) };
    const current = session ?? parts.newId("sub");
    const plan = { version: 1, goal: prompt.slice(0, 200), agents: [spec], output: id };
    const { status, outputs, failures, usage, refused } = await caller.ask(
      runId,
      { plan, session: current },
      signal,
    );
    const output = outputs[id] ?? failures[id] ?? failures.plan ?? "";
    return { status, output, session: current, usage, ...(refused === undefined ? {} : { refused }) };
  };
}

/** @throws AppError `NOT_FOUND` for a session of somebody else, as for one that does not exist */
function agentOfSession({ store }: SpawnParts, caller: MessageRow, session: string): string {
  const row = store.graphs.inSession(homeOf(store, caller), session);
  const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
  const parent = row === undefined ? null : settingsOfNode(row).parent;
  const owner = parent === null ? undefined : store.messages.get(parent)?.agent_id;
  if (message === undefined || owner !== caller.agent_id)
    throw new AppError("NOT_FOUND", "There is no such session. Leave it out to begin a new one.");
  return message.agent_id;
}

/** Ids are unique below the caller, so that no call is taken for an earlier one. */
function nextNumber({ store }: SpawnParts, message: MessageRow): number {
  return store.graphs.calls(message.id).length + 1;
}
