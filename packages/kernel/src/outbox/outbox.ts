/**
 * Replies waiting for delivery. A row is never dropped silently: it is acknowledged, retried with back-off, or
 * becomes dead with a reason. The row contains the full text of a long reply. The attached file is derived from it on
 * demand, so it cannot be lost between a commit and a write to disk.
 */
import { addReply } from "./add-reply.js";
import { acknowledge, claimReplies, recordFailure, sendAgain } from "./deliver-replies.js";
import type { Outbox } from "./outbox-contract.js";
import type { OutboxParts } from "./outbox-parts.js";
import { factsOf, present, undeliveredView } from "./present-reply.js";

export function createOutbox(parts: OutboxParts): Outbox {
  const { store } = parts;
  return {
    add: (reply) => addReply(parts, reply),
    claim: (wanted) => claimReplies(parts, wanted),
    ack: (id, shown = []) => acknowledge(parts, id, shown),
    fail: (id, failure) => recordFailure(parts, id, failure),
    retry: (id, by) => sendAgain(parts, id, by),
    undelivered: (channels, limit) =>
      [
        ...store.outbox.dead(limit),
        ...channels.flatMap((channel) => store.outbox.pending(channel, limit)),
      ].map(undeliveredView),
    pending: (channel, limit) =>
      Promise.all(store.outbox.pending(channel, limit).map((row) => present(parts, row))),
    newest: (limit, messageId, facts = false) =>
      Promise.all(
        store.outbox.newest(limit, messageId ?? null).map(async (row) => {
          const { metadata: _metadata, ...shown } = await present(parts, row);
          return { ...shown, ...(facts ? factsOf(parts, row) : {}), timestamp: row.created_at };
        }),
      ),
  };
}
