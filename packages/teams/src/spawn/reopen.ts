/**
 * A message that had failed permanently runs again: its graph goes on where it was. Sub-agents with a result are not run
 * again; those without one are, when their parent's calls ask for them.
 */
import { ROOT_NODE } from "@tinyagi/contracts";
import { type MessageRow, spawnHold } from "@tinyagi/kernel";
import { isOpen, type SpawnParts, settingsOfNode } from "./parts.js";
import type { SpawnAnswer } from "./spawner.js";
import { recordRequested } from "./stored-plan.js";

/** Inside a write. @returns whether the graph had ended */
export function reopenGraph({ store }: SpawnParts, graphId: string): boolean {
  for (const row of store.graphs.nodes(graphId)) {
    const message = store.messages.get(row.message_row_id);
    if (row.node_id === ROOT_NODE || message === undefined) continue;
    if (isOpen(message) || message.status === "completed") continue;
    const settings = JSON.stringify({ ...settingsOfNode(row), again: true });
    store.graphs.setNodeSettings(graphId, row.node_id, settings);
  }
  return store.graphs.reopen(graphId) === 1;
}

/** Inside a write: calls that did not get all results are made again, and hold their message until they have ended. */
export function reopenCalls({ store, journal, clock }: SpawnParts, message: MessageRow): void {
  for (const call of store.graphs.calls(message.id)) {
    const outcome: SpawnAnswer | null = call.outcome === null ? null : JSON.parse(call.outcome);
    if (outcome === null || outcome.status === "completed" || outcome.refused !== undefined) continue;
    if (store.graphs.reopenCall(call.id) === 0) continue;
    store.holds.put(message.id, spawnHold(call.id), clock.now());
    recordRequested(journal, message, call);
  }
}
