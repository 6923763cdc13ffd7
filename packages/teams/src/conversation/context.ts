/** What all parts of the conversation service share. Functions that take this context and write run inside a write of the store. */

import type { Clock, Failpoints, NewId } from "@tinyagi/base";
import type { ConversationLimits, LimitCode, ReplyNote, Settings } from "@tinyagi/contracts";
import type {
  Bots,
  ConversationRow,
  Journal,
  MessageRow,
  Outbox,
  Queue,
  StopReason,
  Store,
} from "@tinyagi/kernel";
import { noteText, type ViewWords, wordsIn } from "@tinyagi/views";
import type { Directory } from "../routing/directory.js";
import type { SpawnService } from "../spawn/create-spawner.js";
import type { AwaitedAnswers } from "./awaited-contract.js";

/** The parts that conversations depend on. */
export interface ConversationParts {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  settings: () => Settings;
  ownBots?: Bots["ownBots"];
  /** Inside a write: notifies the dispatcher that it adds a message to a lane. */
  offer: (lane: string) => void;
  /** Notifies the dispatcher that a lane may have work. */
  wake: (lane: string) => void;
  /** Ends the running process of a message, if there is one. */
  abort: (messageRowId: number, reason: StopReason) => boolean;
  /** Inside a write: lets a stored message join the live run of its lane. @returns false when no run takes it */
  joinLive: (row: MessageRow) => boolean;
  /** Inside a write: a person's message was stored, so background work in its lane makes room. Default: it does not. */
  yieldTo?: ((row: MessageRow) => void) | undefined;
  /** What agents may do with plans for sub-agents; absent where none are started. */
  spawns?:
    | Pick<
        SpawnService,
        "findSpawnRefusal" | "refusePlan" | "begin" | "planFork" | "continueFork" | "retried"
      >
    | undefined;
  directory: () => Directory;
}

export interface ConversationContext extends ConversationParts {
  /** Answers that running agents wait for. */
  awaited: AwaitedAnswers;
  /** Inside the write that closes a conversation, after its reply is queued. */
  closed: (conversation: ConversationRow) => void;
  /** Requests the notice that every open message waits for a retry. */
  scheduleNotice: (conversationId: string, delayMs: number) => void;
  /** Whether nothing is dispatched, because no agent can be started. */
  isPaused: () => boolean;
}

/** Whether a message waits or is being processed. */
export function isOpen(message: Pick<MessageRow, "status">): boolean {
  return message.status === "pending" || message.status === "processing";
}

export function getLimits(conversation: ConversationRow): ConversationLimits {
  return JSON.parse(conversation.limits);
}

/** Since when its time counts: its opening, and later by the time in which the machine slept. */
export function getStart(conversation: ConversationRow): number {
  return Math.max(conversation.created_at, conversation.deadline_at - getLimits(conversation).durationMs);
}

/** A limit that ends what TinyAGI itself does for a conversation. */
export interface OwnLimit {
  code: "LIMIT_DURATION" | "LIMIT_MESSAGES";
  limit: number;
}

/** The limit that prevents one more message of the conversation itself (a chain step or a summary), if any. */
export function ownLimit(context: ConversationContext, conversation: ConversationRow): OwnLimit | null {
  const { durationMs, messages } = getLimits(conversation);
  if (context.clock.now() - getStart(conversation) > durationMs)
    return { code: "LIMIT_DURATION", limit: durationMs };
  if (context.store.messages.countInConversation(conversation.id) >= messages)
    return { code: "LIMIT_MESSAGES", limit: messages };
  return null;
}

/**
 * Adds a note to the next reply of a conversation.
 *
 * @returns false when the conversation has closed and has no further reply, so the note belongs elsewhere
 */
export function addNote(
  context: ConversationContext,
  conversationId: string,
  note: { text: ReplyNote | string; limitCode?: LimitCode | undefined },
): boolean {
  const row = context.store.conversations.get(conversationId);
  if (row === undefined || row.status !== "open") return false;
  const notes: (ReplyNote | string)[] = JSON.parse(row.notes);
  if (!notes.some((known) => isSameNote(known, note.text))) notes.push(note.text);
  context.store.conversations.setNotes(conversationId, JSON.stringify(notes), note.limitCode ?? null);
  return true;
}

/** Removes a note that was not sent yet and no longer applies. */
export function dropNote(context: ConversationContext, conversationId: string, dropped: ReplyNote): void {
  const row = context.store.conversations.get(conversationId);
  if (row === undefined) return;
  const notes: (ReplyNote | string)[] = JSON.parse(row.notes);
  // Earlier releases stored the sentence.
  const kept = notes.filter((note) => !isSameNote(note, dropped) && note !== noteText(dropped));
  if (kept.length < notes.length)
    context.store.conversations.setNotes(conversationId, JSON.stringify(kept), null);
}

/** Notes are plain JSON, written in one order. */
function isSameNote(one: ReplyNote | string, other: ReplyNote | string): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What TinyAGI says, in the language of the home. */
export function wordsOf({ settings }: ConversationContext): ViewWords {
  return wordsIn(settings().language);
}
