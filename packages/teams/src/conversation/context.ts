/** What every part of the conversation service works on. All functions that take a `Conversations` context and write run inside a write of the store. */
import type { ConversationLimits, LimitCode, Settings } from "@tinyagi/contracts";
import type {
  Clock,
  ConversationRow,
  Failpoints,
  Journal,
  MessageRow,
  NewId,
  Outbox,
  Queue,
  Store,
} from "@tinyagi/core";
import type { Directory } from "../routing/directory.js";

/** The parts of the house that conversations stand on. */
export interface ConversationParts {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  settings: () => Settings;
  /** Tells the dispatcher that a lane may have work. */
  wake: (lane: string) => void;
  /** Ends the live run of a message, if there is one. */
  abort: (messageRowId: number, reason: string) => boolean;
  /** Runs inside the transaction that closes a conversation, after its reply was queued. */
  onClosed?: ((conversation: ConversationRow) => void) | undefined;
}

export interface ConversationContext extends ConversationParts {
  directory: () => Directory;
  /** Asks for the notice that everything open waits for a retry. */
  scheduleNotice: (conversationId: string, delayMs: number) => void;
}

/** Kinds the person waits for. Deliveries of room posts belong to a conversation without holding it open. */
export function isCounted(message: Pick<MessageRow, "kind">): boolean {
  return message.kind !== "room";
}

/** Whether a message is still to be worked on, or being worked on. */
export function isOpen(message: Pick<MessageRow, "status">): boolean {
  return message.status === "pending" || message.status === "processing";
}

export function limitsOf(conversation: ConversationRow): ConversationLimits {
  return JSON.parse(conversation.limits);
}

/** The limit that keeps a conversation from one more message of its own (a chain step, closing words), if one does. */
export function ownLimit(
  context: ConversationContext,
  conversation: ConversationRow,
): { code: LimitCode; limit: number } | null {
  const { durationMs, messages } = limitsOf(conversation);
  if (context.clock.now() - conversation.created_at > durationMs)
    return { code: "LIMIT_DURATION", limit: durationMs };
  if (context.store.messages.countInConversation(conversation.id) >= messages)
    return { code: "LIMIT_MESSAGES", limit: messages };
  return null;
}

/**
 * Notes on a conversation that its next reply carries.
 *
 * @returns false when it has closed: no reply will come, so the note must be told elsewhere
 */
export function addNote(
  context: ConversationContext,
  conversationId: string,
  note: { text: string; limitCode?: LimitCode | undefined },
): boolean {
  const row = context.store.conversations.get(conversationId);
  if (row === undefined || row.status !== "open") return false;
  const notes: string[] = JSON.parse(row.notes);
  if (!notes.includes(note.text)) notes.push(note.text);
  context.store.conversations.setNotes(conversationId, JSON.stringify(notes), note.limitCode ?? null);
  return true;
}

/** Takes back a note that nobody was told yet and that is no longer so. */
export function dropNote(context: ConversationContext, conversationId: string, text: string): void {
  const row = context.store.conversations.get(conversationId);
  if (row === undefined) return;
  const notes: string[] = JSON.parse(row.notes);
  const kept = notes.filter((note) => note !== text);
  if (kept.length < notes.length)
    context.store.conversations.setNotes(conversationId, JSON.stringify(kept), null);
}
