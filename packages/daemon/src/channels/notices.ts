/**
 * Notifies the operator in the chat that the settings name, and a stranger who was approved. Guarantees: a notice that
 * cannot be delivered causes no further notice, and a flood of problems causes a few notices only.
 */
import { type JournalEvent, LOCAL_CHANNELS, type Settings } from "@tinyagi/contracts";
import type { Clock, Journal, Log, NewId, Outbox, Store } from "@tinyagi/core";
import { noticeOf } from "./notice.js";

/** Notices within the window; after that only the log has the rest. */
const NOTICES_MAX = 10;
const WINDOW_MS = 600_000;

export interface NoticesOptions {
  readonly settings: () => Settings;
  readonly store: Store;
  readonly journal: Journal;
  readonly outbox: Pick<Outbox, "add">;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

interface Receiver {
  readonly channel: string;
  readonly senderId: string;
}

/** @returns ends it */
export function startNotices(options: NoticesOptions): () => void {
  const { settings, store, journal, clock, log } = options;
  let sent: number[] = [];

  function send(to: Receiver, message: string): void {
    const messageId = options.newId("proactive");
    const row = { ...to, conversationId: null, messageId, sender: to.senderId, message, agent: null };
    store
      .write(() => options.outbox.add({ ...row, originalMessage: "", files: [], metadata: null }))
      .catch((error: unknown) => log.error({ err: error }, "a notice could not be queued"));
  }

  function notify(event: JournalEvent): void {
    const to = settings().channels.notify;
    const text = to === undefined ? undefined : noticeOf(event);
    if (to === undefined || text === undefined || isOwn(store, event, to)) return;
    const now = clock.now();
    sent = sent.filter((at) => now - at < WINDOW_MS);
    // What is not sent does not count: a flood that lasts must not silence the chat for its whole time.
    if (sent.length >= NOTICES_MAX) {
      log.warn({ type: event.type }, "too many notices: this one is not sent");
      return;
    }
    sent.push(now);
    send(to, text);
  }

  return journal.subscribe((event) => {
    if (event.type !== "pairing.approved") return notify(event);
    const { channel, senderId, waited = false } = event.data;
    // Whoever was approved before the first message may not have a chat with the bot yet.
    if (waited && !LOCAL_CHANNELS.has(channel))
      send({ channel, senderId }, "You are approved. Write your message again, or send /help.");
  });
}

/** A problem of the chat itself, or of a conversation that takes place there: the person reads it there already. */
function isOwn(store: Store, event: JournalEvent, to: Receiver): boolean {
  if (event.type === "reply.failed") {
    const row = store.outbox.get(event.data.outboxId);
    return row?.channel === to.channel && row.sender_id === to.senderId;
  }
  if (event.type === "channel.changed") return event.data.channel === to.channel;
  const conversation =
    event.conversationId === undefined ? undefined : store.conversations.get(event.conversationId);
  return conversation?.channel === to.channel && conversation.sender_id === to.senderId;
}
