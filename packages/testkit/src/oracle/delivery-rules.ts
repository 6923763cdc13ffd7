/**
 * The rules of the oracle about delivery: people get an answer or a reason, once, in order.
 * Like the other rules, they do not use the code under test.
 */
import { type Delivery, type Evidence, requestKey, type Violation } from "./evidence.js";
import { rows, violations } from "./rules.js";

interface AnsweredRow {
  readonly channel: string;
  readonly inbound_id: string;
  readonly replies: number;
  readonly interrupted: number;
}

/**
 * Every acknowledged request that has ended was answered, as often as its client expects. One reply reports several
 * messages that fail by interruptions at the same start, so their number of replies is not checked.
 */
export function requestsAnswered(evidence: Evidence): Violation[] {
  const expected = ({ channel, inbound_id }: AnsweredRow) =>
    evidence.acknowledged.get(requestKey({ channel, inboundId: inbound_id }));
  const found = rows<AnsweredRow>(
    evidence,
    `SELECT c.channel, c.inbound_id, count(o.id) AS replies,
       (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.status = 'dead'
          AND m.error_class = 'interrupted') AS interrupted
     FROM conversations c LEFT JOIN outbox o ON o.conversation_id = c.id
     WHERE c.status <> 'open' GROUP BY c.id`,
  );
  const wrong = found.filter((row) => {
    const request = expected(row);
    if (request === undefined) return false;
    if (request.replies === undefined || row.interrupted > 0) return row.replies === 0;
    return row.replies !== request.replies;
  });
  return violations(
    "unanswered",
    wrong,
    (row) => `${row.inbound_id} ended with ${row.replies} replies, not ${expected(row)?.replies ?? "one"}`,
  );
}

/** Interruptions after which a message fails permanently (see the documentation of the queue). */
const INTERRUPTIONS_MAX = 5;

/** Every failure has a reason; only a message that was interrupted that often may fail by interruptions. */
export function failuresExplained(evidence: Evidence): Violation[] {
  const silent = rows<{ id: number }>(
    evidence,
    "SELECT id FROM messages WHERE status = 'dead' AND (coalesce(error_class, '') = '' OR coalesce(last_error, '') = '')",
  );
  const early = rows<{ id: number; interruptions: number }>(
    evidence,
    `SELECT id, interruptions FROM messages
     WHERE status = 'dead' AND error_class = 'interrupted' AND interruptions < ${INTERRUPTIONS_MAX}`,
  );
  return [
    ...violations("reason", silent, (row) => `message ${row.id} is dead without a reason`),
    ...violations("reason", early, (row) => `message ${row.id} died of ${row.interruptions} interruptions`),
  ];
}

interface OutboxRow {
  readonly id: number;
  readonly channel: string;
  readonly status: string;
  readonly idempotency_key: string;
}

/**
 * Every reply of a consumed channel is acknowledged and was delivered, and nothing else was. A repeated delivery has the
 * same key and text. First deliveries are in the order of the outbox.
 */
export function repliesDelivered(evidence: Evidence): Violation[] {
  const outbox = rows<OutboxRow>(evidence, "SELECT id, channel, status, idempotency_key FROM outbox").filter(
    (row) => evidence.consumedChannels.has(row.channel),
  );
  const byKey = new Map(outbox.map((row) => [row.idempotency_key, row]));
  const first = new Map<string, Delivery>();
  const details: string[] = [];
  const newest = new Map<string, number>();
  for (const delivery of evidence.deliveries) {
    const known = first.get(delivery.key);
    if (byKey.get(delivery.key)?.id !== delivery.outboxId)
      details.push(`reply ${delivery.outboxId} was delivered and is not in the outbox under its key`);
    if (known === undefined) {
      first.set(delivery.key, delivery);
      const before = newest.get(delivery.channel) ?? 0;
      newest.set(delivery.channel, Math.max(before, delivery.outboxId));
      if (delivery.outboxId < before)
        details.push(`reply ${delivery.outboxId} was first delivered after reply ${before}`);
    } else if (known.text !== delivery.text)
      details.push(`reply ${delivery.outboxId} came again with another text`);
  }
  const open = outbox.filter((row) => row.status !== "acked" && row.status !== "dead");
  const unseen = outbox.filter((row) => row.status === "acked" && !first.has(row.idempotency_key));
  return [
    ...violations("delivery", details, (detail) => detail),
    ...violations("delivery", open, (row) => `reply ${row.id} is still ${row.status}`),
    ...violations("delivery", unseen, (row) => `reply ${row.id} is acknowledged but was never delivered`),
  ];
}
