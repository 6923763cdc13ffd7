/**
 * Notifies the operator in the chat that the settings name, and a stranger who was approved. Guarantees: a notice that
 * cannot be delivered causes no further notice; a flood of problems causes a few notices only; what is wrong with the
 * channel of that chat is said on another one.
 */

import type { Clock, Log, NewId } from "@tinyagi/base";
import { type JournalEvent, LOCAL_CHANNELS, parsePlatform, type Settings } from "@tinyagi/contracts";
import {
  approvalNoticeText,
  type Bots,
  type Journal,
  type NewReplyInput,
  type Outbox,
  ownerChat,
  reachedAt,
  type Store,
} from "@tinyagi/kernel";
import { operatorNotice, wordsIn } from "@tinyagi/views";
import { createChannelTrouble } from "./channel-trouble.js";
import { anyOwner, otherReceiver, type Reach, type Receiver } from "./other-receiver.js";

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
  readonly ownBots?: Bots["ownBots"];
  /** Whether messages pass on this channel now. */
  readonly isConnected: (channel: string) => boolean;
}

type Notice = Pick<NewReplyInput, "message" | "approvalId"> & { readonly agent?: string };

/** @returns ends it */
export function startNotices(options: NoticesOptions): () => void {
  const { store, journal, clock, log } = options;
  let sent: number[] = [];
  function send(to: Receiver, { message, ...more }: Notice): void {
    const messageId = options.newId("proactive");
    const row = {
      ...to,
      conversationId: null,
      messageId,
      sender: to.senderId,
      message,
      agent: null,
      ...more,
    };
    store
      .write(() => options.outbox.add({ ...row, originalMessage: "", files: [], metadata: null }))
      .catch((error: unknown) => log.error({ err: error }, "a notice could not be queued"));
  }

  function notify(event: JournalEvent): void {
    const to = chosenReceiver(options) ?? receiverOfReports(options, event);
    const notice = to === undefined ? undefined : noticeAbout(event);
    if (to === undefined || notice === undefined || isOwn(store, event, to)) return;
    sendSome(to, notice, event.type);
  }

  /** An approval is shown with all that its person needs to decide it there. */
  function noticeAbout(event: JournalEvent): Notice | undefined {
    if (event.type !== "approval.requested") {
      const message = operatorNotice(event, wordsIn(options.settings().language));
      return message === undefined ? undefined : { message };
    }
    const row = store.approvals.get(event.data.approvalId);
    return (
      row && { message: approvalNoticeText(row, journal.redacted), approvalId: row.id, agent: row.agent_id }
    );
  }

  /** About a channel that does not work. */
  function notifyElsewhere(channel: string, text: string): void {
    const chosen = chosenReceiver(options);
    if (chosen === undefined) return;
    const to = chosen.channel === channel ? otherReceiver(store, chosen, reachFrom(options)) : chosen;
    if (to === undefined) log.warn({ channel }, "no owner can be notified: no other channel reaches one");
    else sendSome(to, { message: text }, "channel.changed");
  }

  function sendSome(to: Receiver, notice: Notice, type: JournalEvent["type"]): void {
    const now = clock.now();
    sent = sent.filter((at) => now - at < WINDOW_MS);
    // What is not sent does not count: a flood that lasts must not silence the chat for its whole time.
    if (sent.length >= NOTICES_MAX) {
      log.warn({ type }, "too many notices: this one is not sent");
      return;
    }
    sent.push(now);
    send(to, notice);
  }

  const trouble = createChannelTrouble(clock, notifyElsewhere);
  const unsubscribe = journal.subscribe((event) => {
    if (event.type === "channel.changed") {
      const text = operatorNotice(event, wordsIn(options.settings().language));
      if (text !== undefined) notifyElsewhere(event.data.channel, text);
      return trouble.note(event.data);
    }
    if (event.type !== "pairing.approved") return notify(event);
    const { channel: platform, senderId, waited = false } = event.data;
    const channel = reachedAt(store, { channel: platform, senderId }, createBotsSchema(options));
    // Whoever was approved before the first message may not have a chat with the bot yet.
    if (waited && !LOCAL_CHANNELS.has(channel))
      send({ channel, senderId }, { message: "You are approved. Write your message again, or send /help." });
  });
  return () => {
    unsubscribe();
    trouble.close();
  };
}

function createBotsSchema({ settings, ownBots }: NoticesOptions): Bots {
  return { channels: settings().channels, ownBots };
}

function reachFrom(options: NoticesOptions): Reach {
  return { bots: createBotsSchema(options), isConnected: options.isConnected };
}

/** Whom the settings name, on the bot that reaches them. */
function chosenReceiver(options: NoticesOptions): Receiver | undefined {
  const { notify: chosen } = options.settings().channels;
  return chosen && { ...chosen, channel: reachedAt(options.store, chosen, createBotsSchema(options)) };
}

/** Who chose no chat for notices still learns what loses data, and what waits for an owner's act. */
function receiverOfReports(options: NoticesOptions, { type }: JournalEvent): Receiver | undefined {
  if (type !== "backup.failed" && type !== "provider.paused") return undefined;
  const chat = ownerChat(options.store, createBotsSchema(options));
  if (chat === undefined) return anyOwner(options.store, reachFrom(options));
  return { channel: chat.channel, senderId: chat.sender_id };
}

/** A reply to the chat itself, or a conversation that takes place there: the person reads it there already. */
function isOwn(store: Store, event: JournalEvent, to: Receiver): boolean {
  if (event.type === "reply.failed") {
    const row = store.outbox.get(event.data.outboxId);
    return isChat(row, to);
  }
  // Whoever waits is notified of that in the conversation.
  if (event.type === "provider.paused")
    return store.messages.waitingFor(event.data.provider).some((row) => isChat(row, to));
  const conversation =
    event.conversationId === undefined ? undefined : store.conversations.get(event.conversationId);
  return isChat(conversation, to);
}

/** A person has one id on all bots of a platform. */
function isChat(row: { channel: string; sender_id: string | null } | undefined, to: Receiver): boolean {
  return (
    row !== undefined &&
    parsePlatform(row.channel) === parsePlatform(to.channel) &&
    row.sender_id === to.senderId
  );
}
