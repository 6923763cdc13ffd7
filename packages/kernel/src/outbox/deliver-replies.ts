/** From a queued reply to a delivered or dead one. Each step is one write with its event. */
import { ANSWERED_MAX_CHARS, AppError } from "@tinyagi/contracts";
import { conversationScope } from "../journal/event-scope.js";
import type { OutboxRow } from "../store/schema.js";
import type {
  ClaimedReply,
  DeliveryFailure,
  DeliveryOutcome,
  ReplyClaim,
  ShownMessage,
} from "./outbox-contract.js";
import type { OutboxParts } from "./outbox-parts.js";
import { attach, isLong, present } from "./present-reply.js";

const DELIVERY_ATTEMPTS_MAX = 10;
const DELIVERY_BASE_MS = 1_000;
const DELIVERY_MAX_MS = 5 * 60_000;
/** Open replies of a channel that a claim searches for those that are never acknowledged. */
const BURY_MAX = 100;

/** As `Outbox.claim`. */
export async function claimReplies(parts: OutboxParts, wanted: ReplyClaim): Promise<ClaimedReply[]> {
  const { channel, limit, leaseMs, perChat = false } = wanted;
  const { store, clock, failpoints } = parts;
  // Files are written first, so that a full disk uses up neither a lease nor an attempt.
  await Promise.all(
    store.outbox
      .pending(channel, limit)
      .filter(isLong)
      .map((row) => attach(parts, row)),
  );
  const rows = await store.write(() => {
    buryUnanswered(parts, channel, Math.max(limit, BURY_MAX));
    const now = clock.now();
    const input = { channel, limit, now, leaseUntil: now + leaseMs };
    return perChat ? store.outbox.claimPerChat(input) : store.outbox.claim(input);
  });
  failpoints.hit("reply.before-deliver");
  return Promise.all(
    rows.map(async (row) => ({
      ...(await present(parts, row)),
      attempts: row.attempts,
      idempotencyKey: row.idempotency_key,
    })),
  );
}

/** As `Outbox.ack`. */
export async function acknowledge(
  parts: OutboxParts,
  id: number,
  shown: readonly ShownMessage[],
): Promise<void> {
  const { store, journal, clock, failpoints } = parts;
  failpoints.hit("reply.before-ack");
  await store.write(() => {
    if (store.outbox.ack(id, clock.now()) === 0) return;
    const row = store.outbox.get(id);
    if (row !== undefined) remember(parts, row, shown);
    if (row !== undefined)
      journal.append(
        "reply.delivered",
        { outboxId: id, channel: row.channel, messageId: row.message_id },
        conversationScope(row),
      );
  });
}

/** As `Outbox.fail`. */
export function recordFailure(
  { store, journal, clock }: OutboxParts,
  id: number,
  failure: DeliveryFailure,
): Promise<DeliveryOutcome> {
  return store.write(() => {
    const row = store.outbox.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", `There is no reply ${id}.`);
    // A claim has already counted the attempt. Without a claim it counts here.
    const counted = row.status === "claimed" ? row.attempts : row.attempts + 1;
    const attempts = failure.release === true ? counted - 1 : counted;
    const dead = failure.permanent === true || attempts >= DELIVERY_ATTEMPTS_MAX;
    const delay = Math.max(
      failure.retryAfterMs ?? 0,
      failure.release === true ? 0 : Math.min(DELIVERY_BASE_MS * 2 ** (attempts - 1), DELIVERY_MAX_MS),
    );
    const nextAttemptAt = dead ? null : clock.now() + delay;
    const changed =
      nextAttemptAt === null
        ? store.outbox.die(id, { attempts, error: failure.error, now: clock.now() })
        : store.outbox.retry(id, { attempts, notBefore: nextAttemptAt, error: failure.error });
    if (changed === 0) throw new AppError("CONFLICT", `Reply ${id} is already delivered or dead.`);
    journal.append(
      "reply.failed",
      { outboxId: id, channel: row.channel, attempts, error: failure.error, dead },
      conversationScope(row),
    );
    return { dead, nextAttemptAt };
  });
}

/** As `Outbox.retry`. */
export function sendAgain({ store, journal }: OutboxParts, id: number, by: string): Promise<void> {
  return store.write(() => {
    const row = store.outbox.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", `There is no reply ${id}.`);
    if (store.outbox.revive(id) === 0)
      throw new AppError("CONFLICT", `Reply ${id} is already delivered, or is being sent now.`);
    const data = { outboxId: id, channel: row.channel, by };
    journal.append("reply.retried", data, conversationScope(row));
  });
}

/** A reply that crashes its channel's process every time must not block the channel forever. */
function buryUnanswered({ store, journal, clock }: OutboxParts, channel: string, limit: number): void {
  const error = `The channel took it ${DELIVERY_ATTEMPTS_MAX} times and never acknowledged it.`;
  const attempts = DELIVERY_ATTEMPTS_MAX;
  const now = clock.now();
  for (const row of store.outbox.dieUnanswered({ channel, limit, attempts, error, now }))
    journal.append(
      "reply.failed",
      { outboxId: row.id, channel, attempts: row.attempts, error, dead: true },
      conversationScope(row),
    );
}

/** So that an answer to one of these messages goes to the agent that wrote it, also after a restart. */
function remember({ store, clock }: OutboxParts, row: OutboxRow, shown: readonly ShownMessage[]): void {
  const { channel, conversation_id, agent, message } = row;
  const author = agent ?? (conversation_id === null ? undefined : store.messages.firstAgent(conversation_id));
  for (const { chat, message: platform_id } of shown)
    store.inbound.addSent({
      channel,
      chat,
      platform_id,
      conversation_id,
      agent_id: author ?? null,
      text: message.slice(0, ANSWERED_MAX_CHARS),
      created_at: clock.now(),
    });
}
