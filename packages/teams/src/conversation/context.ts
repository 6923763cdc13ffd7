/** What every part of the conversation service works on. All functions that take a `Conversations` context and write run inside a write of the store. */
import type { ConversationLimits, Settings } from "@tinyagi/contracts";
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

export interface ConversationContext {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  settings: () => Settings;
  directory: () => Directory;
  /** Tells the dispatcher that a lane may have work. */
  wake: (lane: string) => void;
  /** Ends the live run of a message, if there is one. */
  abort: (messageRowId: number, reason: string) => boolean;
  /** Asks for the notice that everything open waits for a retry. */
  scheduleNotice: (conversationId: string, delayMs: number) => void;
}

/** Kinds the person waits for. Deliveries of room posts belong to a conversation without holding it open. */
export function isCounted(message: Pick<MessageRow, "kind">): boolean {
  return message.kind !== "room";
}

export function limitsOf(conversation: ConversationRow): ConversationLimits {
  return JSON.parse(conversation.limits);
}

export interface ChainStep {
  agentId: string;
  teamId: string | null;
  instruction: string;
}

/** Steps of the explicit chain, or none. */
export function chainOf(conversation: ConversationRow): ChainStep[] {
  return conversation.chain === null ? [] : JSON.parse(conversation.chain);
}

/** Notes on a conversation that the next reply carries. */
export function addNote(
  context: ConversationContext,
  conversationId: string,
  note: string,
  limitCode: string | null = null,
): void {
  const row = context.store.conversations.get(conversationId);
  if (row === undefined) return;
  const notes: string[] = JSON.parse(row.notes);
  if (!notes.includes(note)) notes.push(note);
  context.store.conversations.setNotes(conversationId, JSON.stringify(notes), limitCode);
}
