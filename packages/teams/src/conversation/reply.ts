/** Queues what a person gets: single answers, joined replies, failures and notices. */

import { LOCAL_CHANNELS, type ReplyNote, type RunErrorClass } from "@tinyagi/contracts";
import type { Place } from "@tinyagi/contracts/shown-text";
import {
  answerNotes,
  type ConversationRow,
  findRole,
  isRetryWait,
  type MessageRow,
  mayTryNow,
  toFailureFact,
} from "@tinyagi/kernel";
import {
  en,
  failureText as endText,
  type Unanswered,
  type ViewWords,
  waitingText as waitText,
} from "@tinyagi/views";
import { joinReplies, type ReplyEntry, type ReplyFailure } from "../routing/joined-reply.js";
import { saysNothing } from "../routing/nothing-to-report.js";
import { type ConversationContext, isOpen, wordsOf } from "./context.js";
import { copyToLinkedChats } from "./linked-chats.js";
import { reportHead, reportToOwner } from "./report.js";
import { writePost } from "./room.js";

type Failed = Pick<MessageRow, "id" | "status" | "attempts" | "last_error"> & {
  error_class?: string | null;
  failure?: string | null;
};

/** The text about a message that ended without an answer. @param place where it is read */
export function failureText(message: Failed, place: Place = "terminal", words: ViewWords = en): string {
  const reason = failureReason(message, words);
  return mayRetry(message) ? `${reason} ${words.replies.retry(message.id, place)}` : reason;
}

/** What was cancelled, or stopped by a budget, is no dead letter. */
function mayRetry({ status, error_class: errorClass }: Failed): boolean {
  return errorClass !== "budget" && status !== "cancelled";
}

/** What happened, without a command. */
function failureReason(message: Failed, words: ViewWords): string {
  return endText(toUnanswered(message), words);
}

function toUnanswered({ status, attempts, last_error, error_class, failure = null }: Failed): Unanswered {
  return { status, attempts, error: last_error, errorClass: error_class, fact: toFailureFact({ failure }) };
}

function waitingText(context: ConversationContext, message: MessageRow, place: Place): string {
  const words = wordsOf(context);
  if (!isRetryWait(message)) {
    if (context.isPaused()) return words.replies.cannotStart;
    if (message.last_error === null) return words.replies.waitsForTurn;
  }
  const { id, not_before: notBefore } = message;
  const asked = context.store.conversations.get(message.conversation_id);
  const role = asked === undefined ? undefined : findRole(context.store, asked);
  const read = { id, place, now: context.clock.now(), notBefore, mayTryNow: mayTryNow(message, role) };
  return waitText({ ...toUnanswered(message), ...read }, words);
}

/** One entry for each agent: its last answer, or why there is none. Leader first, then by first mention. */
export function listEntries(
  context: ConversationContext,
  conversation: ConversationRow,
  { messages, place }: { messages: readonly MessageRow[]; place: Place },
): ReplyEntry[] {
  const directory = context.directory();
  const leader =
    conversation.team_id === null ? undefined : directory.teams.get(conversation.team_id)?.leader;
  const entries = new Map<string, ReplyEntry>();
  for (const message of messages) {
    const agentId = message.agent_id;
    const known = entries.get(agentId);
    const base = {
      agentId,
      name: directory.agents.get(agentId)?.name ?? agentId,
      isLeader: agentId === leader,
      order: known?.order ?? entries.size,
    };
    if (message.status !== "processing")
      entries.set(agentId, { ...known, ...base, ...toPart(context, message, { known, place }) });
  }
  return [...entries.values()];
}

/** What one message adds to its agent's entry. A later answer replaces an earlier one, but every failure is kept. */
function toPart(
  context: ConversationContext,
  message: MessageRow,
  { known, place }: { known: ReplyEntry | undefined; place: Place },
): Partial<ReplyEntry> {
  const runId = context.store.runs.newestOf(message.id);
  if (message.status === "completed") {
    const text = message.result_text ?? "";
    const noted = answerNotes(message);
    // An agent whose later output has only tags keeps its earlier answer.
    return text !== "" || noted.length > 0 || known?.text === undefined ? { text, noted, runId } : {};
  }
  if (message.status === "pending")
    return known?.waiting === undefined
      ? { waiting: waitingText(context, message, place), messages: [...(known?.messages ?? []), message.id] }
      : {};
  // What the agent had written before a budget ended its run.
  const partial =
    message.result_text === null ? {} : { text: message.result_text, noted: answerNotes(message), runId };
  return {
    ...partial,
    failure: toFailure(message, { place, runId, words: wordsOf(context) }, known?.failure),
    messages: [...(known?.messages ?? []), message.id],
  };
}

function toFailure(
  message: MessageRow,
  { place, runId, words }: { place: Place; runId: string | undefined; words: ViewWords },
  earlier: ReplyFailure | undefined,
): ReplyFailure {
  return {
    // The store contains only classes of the contract.
    class: (message.error_class ?? "transient") as RunErrorClass,
    words: together(earlier?.words, failureText(message, place, words)),
    reason: together(earlier?.reason, failureReason(message, words)),
    retry: [...(earlier?.retry ?? []), ...(mayRetry(message) ? [message.id] : [])],
    runId: runId ?? earlier?.runId,
  };
}

/** Several messages with one cause, such as a budget: it is said once. */
function together(earlier: string | undefined, words: string): string {
  if (earlier === undefined) return words;
  return earlier.includes(words) ? earlier : `${earlier}; ${words}`;
}

export interface ReplyParts {
  /** Messages the reply contains. */
  messages: readonly MessageRow[];
  /** Messages covered by a summary: only their files are attached. */
  covered?: readonly MessageRow[];
}

/**
 * Queues one reply with `messages`, all files and the conversation's notes, and marks all messages that ended as
 * reported. In a quiet conversation it omits answers that report nothing.
 *
 * @returns whether there was anything to send
 */
export function sendReply(
  context: ConversationContext,
  conversation: ConversationRow,
  { messages, covered = [] }: ReplyParts,
): boolean {
  const current = context.store.conversations.get(conversation.id) ?? conversation;
  const words = wordsOf(context);
  const notes: (ReplyNote | string)[] = JSON.parse(current.notes);
  const spoken = current.quiet === 1 ? messages.filter((message) => !isQuiet(message)) : messages;
  const all = [...covered, ...messages];
  const place = LOCAL_CHANNELS.has(current.channel) ? "terminal" : "chat";
  const entries = listEntries(context, current, { messages: spoken, place });
  if (entries.length === 0 && notes.length === 0) {
    // An omitted answer of a heartbeat still counts as reported.
    for (const row of all) if (!isOpen(row)) context.store.messages.markReported(row.id);
    return false;
  }
  const agent = (entries.find((entry) => entry.isLeader) ?? entries[0])?.agentId ?? null;
  const head = reportHead(current);
  const { text: message, layout } = joinReplies({ head, entries, notes }, words);
  // Copies and reports are read in chats, wherever the reply is.
  const inChats = joinReplies(
    { head, entries: listEntries(context, current, { messages: spoken, place: "chat" }), notes },
    words,
  );
  const reply = {
    conversationId: current.id,
    messageId: current.reply_to_id,
    channel: current.channel,
    sender: current.sender,
    senderId: current.sender_id,
    message,
    layout,
    originalMessage: current.text,
    agent,
    files: listFiles(all),
    metadata: current.metadata,
  };
  context.outbox.add(reply);
  const copy = { ...reply, message: inChats.text, layout: inChats.layout };
  copyToLinkedChats(context, current, copy);
  reportToOwner(context, current, copy);
  // The author of a room post reads the room. No channel fetches these rows from the outbox.
  if (current.channel === "chatroom" && current.team_id !== null)
    writePost(context, { teamId: current.team_id, from: agent ?? "system", text: message }, current.id);
  for (const row of all) if (!isOpen(row)) context.store.messages.markReported(row.id);
  if (notes.length > 0) context.store.conversations.setNotes(current.id, "[]", null);
  return true;
}

/** Whether an answer to a heartbeat is only recorded. A failure is always delivered. */
function isQuiet(message: MessageRow): boolean {
  return (
    message.status === "completed" &&
    message.result_files === null &&
    message.result_notes === null &&
    saysNothing(message.result_text ?? "")
  );
}

function listFiles(messages: readonly MessageRow[]): string[] {
  const files = messages.flatMap((message): string[] =>
    message.result_files === null ? [] : JSON.parse(message.result_files),
  );
  return [...new Set(files)];
}
