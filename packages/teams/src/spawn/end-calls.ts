/** The ends of calls: with an outcome, with the message that asked, or refused before they began. */

import type { MessageRow, SpawnCallRow } from "@tinyagi/kernel";
import { STOP, spawnHold } from "@tinyagi/kernel";
import { failedOutcome } from "./outcome.js";
import { isOpen, type SpawnParts } from "./parts.js";
import type { Refusal } from "./plan.js";
import type { SpawnAnswer } from "./spawner.js";

/** Inside the write that ends a message: everything below it ends, and its calls with it. */
export function endBelow(parts: SpawnParts, message: MessageRow): void {
  const { store, queue } = parts;
  const node = store.graphs.nodeOf(message.id);
  if (node === undefined) return;
  // An agent that a budget stops takes those below it with it. When they continue, they read why they had ended.
  const cause = message.error_class === "budget" ? "budget" : "cancelled";
  for (const row of store.graphs.openBelow(node.graph_id, node.node_id)) {
    if (queue.cancel(row.id, { code: "asker_ended" }, cause) === undefined) continue;
    store.afterCommit(() => {
      if (row.status === "processing") parts.abort(row.id, STOP.cancel);
      parts.wake(row.lane);
    });
  }
  for (const call of store.graphs.openCalls(message.id))
    endCall(parts, call, { ...failedOutcome("the agent that asked has ended"), status: "cancelled" });
}

/** Inside a write. */
export function endCall(parts: SpawnParts, call: SpawnCallRow, outcome: SpawnAnswer): void {
  const { store, journal, clock } = parts;
  if (store.graphs.endCall(call.id, JSON.stringify(outcome), clock.now()) === 0) return;
  store.holds.remove(call.message_row_id, spawnHold(call.id));
  const message = store.messages.get(call.message_row_id);
  const agent = message?.agent_id ?? "";
  const scope = {
    ...(message && { conversationId: message.conversation_id, messageRowId: message.id, agentId: agent }),
    runId: call.run_id,
  };
  const { refused, status } = outcome;
  if (refused !== undefined) journal.append("spawn.refused", { agent, callId: call.id, ...refused }, scope);
  else {
    const nodes = Object.keys(outcome.outputs).length + Object.keys(outcome.failures).length;
    journal.append("spawn.completed", { agent, callId: call.id, status, nodes }, scope);
  }
  if (message !== undefined && isOpen(message)) parts.offer(message.lane);
}

/** Inside a write: a plan is refused before it is stored. */
export function recordRefusal(
  { journal, newId }: SpawnParts,
  asked: { message: MessageRow; runId: string },
  refused: Refusal,
): void {
  const { message, runId } = asked;
  const { agent_id: agent, conversation_id: conversationId } = message;
  journal.append(
    "spawn.refused",
    { agent, callId: newId("call"), ...refused },
    { conversationId, runId, messageRowId: message.id, agentId: agent },
  );
}
