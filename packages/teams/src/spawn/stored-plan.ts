/** What a row of `spawn_calls` keeps as its plan. */
import type { Journal, MessageRow, SpawnCallRow } from "@tinyagi/kernel";
import { readPlan, type SpawnPlan, sizeOfPlan } from "./plan.js";

export interface StoredPlan {
  plan: unknown;
  session?: string;
  /** Taken over by a fork: its plan was approved in the graph it comes from, or a person edited it. */
  isTakenOver?: true;
  /** 1 when it was admitted: it is not asked about again. */
  began?: number;
}

export function storedPlan(call: Pick<SpawnCallRow, "plan">): StoredPlan {
  return JSON.parse(call.plan);
}

/**
 * The plan with the agent of each node, so that the same task of the same agent is recognised.
 *
 * @param own the agent that asked
 * @throws PlanError
 */
export function resolvedPlan(call: Pick<SpawnCallRow, "plan">, own: string | undefined): SpawnPlan {
  const plan = readPlan(storedPlan(call).plan);
  const agents = plan.agents.map((spec) => {
    const agent = spec.agent ?? own;
    return agent === undefined ? spec : { ...spec, agent };
  });
  return { ...plan, agents };
}

/** Inside the write that opens a call. */
export function recordRequested(
  journal: Journal,
  message: MessageRow,
  call: Pick<SpawnCallRow, "id" | "run_id" | "via" | "plan">,
): void {
  const { agent_id: agent, conversation_id: conversationId } = message;
  journal.append(
    "spawn.requested",
    { agent, callId: call.id, via: call.via, ...sizeOfPlan(storedPlan(call).plan) },
    { conversationId, runId: call.run_id, messageRowId: message.id, agentId: agent },
  );
}
