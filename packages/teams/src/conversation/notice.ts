/**
 * Notifies the person when all open messages of a conversation wait for a retry. The answers so far are sent; the rest
 * follows when the conversation closes. Sent once for each conversation, also across a restart.
 */

import type { Clock, Log, Port, Timer } from "@tinyagi/base";
import {
  awaitedProvider,
  type ConversationRow,
  isCounted,
  isRetryWait,
  type MessageRow,
  type WaitingRow,
} from "@tinyagi/kernel";
import { type ConversationContext, isOpen } from "./context.js";
import { sendReply } from "./reply.js";
import { reportedTo } from "./report.js";

export interface RetryNotices extends AsyncDisposable {
  schedule(conversationId: string, delayMs: number): void;
  /** After a start: restores the notices of the previous daemon. */
  restore(): void;
}

export function createRetryNotices(options: {
  context: Port<ConversationContext>;
  clock: Clock;
  log: Log;
  delayMs: () => number;
}): RetryNotices {
  const timers = new Map<string, { timer: Timer; at: number }>();
  let closed = false;

  function schedule(conversationId: string, delayMs: number): void {
    if (closed) return;
    const at = options.clock.now() + delayMs;
    const known = timers.get(conversationId);
    if (known !== undefined && known.at <= at) return;
    known?.timer.cancel();
    timers.set(conversationId, { at, timer: options.clock.setTimer(delayMs, () => fire(conversationId)) });
  }

  function fire(conversationId: string): void {
    timers.delete(conversationId);
    const context = options.context.part;
    context.store
      .write(() => sendNotice(context, conversationId, onlyWaits))
      .catch((error: unknown) => {
        options.log.error(
          { err: error, conversationId },
          "a retry notice could not be queued; TinyAGI will try again",
        );
        schedule(conversationId, options.delayMs());
      });
  }

  return {
    schedule,
    restore() {
      const now = options.clock.now();
      for (const row of options.context.part.store.conversations.waiting())
        schedule(row.id, Math.max(0, row.since + options.delayMs() - now));
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const { timer } of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}

/**
 * Queues the one notice of an open conversation if `isWaiting` accepts its open messages, of which there is at least one. A
 * later failure requests it again.
 */
export function sendNotice(
  context: ConversationContext,
  conversationId: string,
  isWaiting: (open: readonly MessageRow[]) => boolean,
): void {
  const conversation = context.store.conversations.get(conversationId);
  if (conversation === undefined || conversation.status !== "open") return;
  if (conversation.noticed_at !== null || conversation.quiet === 1) return;
  const all = context.store.messages.inConversation(conversationId);
  // While a sub-agent works, its conversation does not only wait.
  const open = all.filter((message) => message.kind !== "room" && isOpen(message));
  if (open.length === 0 || !isWaiting(open)) return;
  const messages = all.filter((message) => isCounted(message) && message.reported === 0);
  if (!isToldElsewhere(context, conversation, messages)) sendReply(context, conversation, { messages });
  context.store.conversations.setNoticed(conversationId, context.clock.now());
}

/** One cause is one notice: the person knows already that everything for this provider waits. */
function isToldElsewhere(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): boolean {
  if (conversation.notes !== "[]") return false;
  const { store } = context;
  const chat = readingChat(context, conversation);
  const isSame = ({ conversation_id: id, noticed_at }: WaitingRow): boolean => {
    const other = id === conversation.id || noticed_at === null ? undefined : store.conversations.get(id);
    return other !== undefined && readingChat(context, other) === chat;
  };
  return messages.every((message) => {
    const provider = awaitedProvider(message);
    return provider !== undefined && store.messages.waitingFor(provider).some(isSame);
  });
}

/** The chat whose person reads what is sent to a conversation. What is reported to an owner has the owner's. */
function readingChat(context: ConversationContext, conversation: ConversationRow): string {
  const { channel, sender, sender_id: senderId } = reportedTo(context, conversation) ?? conversation;
  return JSON.stringify([channel, senderId ?? sender]);
}

/** Whether each message waits for its own retry or for that of an earlier message in its lane. */
function onlyWaits(open: readonly MessageRow[]): boolean {
  const held = new Set<string>();
  for (const message of open) {
    if (message.status !== "pending") return false;
    if (isRetryWait(message)) held.add(message.lane);
    else if (!held.has(message.lane)) return false;
  }
  return true;
}
