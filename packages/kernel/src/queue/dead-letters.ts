/** Dead letters, and the ways back into the lane. Inside a write of the store. */
import { messageScope } from "../journal/event-scope.js";
import { titleOfMessage } from "../message/content.js";
import type { MessageRow } from "../store/schema.js";
import type { Queue } from "./queue-contract.js";
import type { QueueParts } from "./queue-parts.js";
import { transition } from "./transition.js";

export function createDeadLetters(
  parts: QueueParts,
): Pick<Queue, "deadWith" | "replay" | "revive" | "deleteDead"> {
  const { store, journal, clock, batches, mustGet } = parts;
  return {
    deadWith: (row) => batches.deadWith(row),
    replay(id, conversationId) {
      transition(
        { id, from: "dead", to: "pending" },
        store.messages.requeue({ id }, "retry", { conversationId, now: clock.now() }),
      );
      return recordReplay(parts, mustGet(id));
    },
    revive(id, again) {
      const from = mustGet(id).status;
      const facts = { ...again, title: titleOfMessage(again), now: clock.now() };
      transition({ id, from, to: "pending" }, store.messages.requeue({ id }, "retry_node", facts));
      return recordReplay(parts, mustGet(id));
    },
    deleteDead(id) {
      const row = store.messages.get(id);
      if (row === undefined || store.messages.deleteDead(id) === 0) return false;
      journal.append("message.deleted", { agent: row.agent_id }, messageScope(row));
      return true;
    },
  };
}

function recordReplay({ journal }: QueueParts, row: MessageRow): MessageRow {
  const data = { agent: row.agent_id, totalAttempts: row.total_attempts };
  journal.append("message.replayed", data, messageScope(row));
  return row;
}
