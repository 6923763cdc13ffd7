/** Queues what a person gets: single answers, joined replies, failures and notices. */

import { causeStep, type FailureFact, LOCAL_CHANNELS, type RunErrorClass } from "@tinyagi/contracts";
import { type Place, retryCommand } from "@tinyagi/contracts/shown-text";
import {
  type ConversationRow,
  findRole,
  isRetryWait,
  type MessageRow,
  mayTryNow,
  toFailureFact,
} from "@tinyagi/kernel";
import { moment } from "@tinyagi/views";
import { joinReplies, type ReplyEntry, type ReplyFailure } from "../routing/joined-reply.js";
import { saysNothing } from "../routing/nothing-to-report.js";
import { type ConversationContext, isOpen } from "./context.js";
import { copyToLinkedChats } from "./linked-chats.js";
import { reportHead, reportToOwner } from "./report.js";
import { writePost } from "./room.js";

type Failed = Pick<MessageRow, "id" | "status" | "attempts" | "last_error"> & {
  error_class?: string | null;
  failure?: string | null;
};

/** The text about a message that ended without an answer. @param place where it is read */
export function failureText(message: Failed, place: Place = "terminal"): string {
  const reason = failureReason(message);
  return mayRetry(message) ? `${reason} ${retryCommand(message.id, place)}` : reason;
}

/** What was cancelled, or stopped by a budget, is no dead letter. */
function mayRetry({ status, error_class: errorClass }: Failed): boolean {
  return errorClass !== "budget" && status !== "cancelled";
}

/** What happened, without a command. */
function failureReason(message: Failed): string {
  const reason = message.last_error ?? "no reason was recorded";
  if (message.error_class === "budget") return reason;
  if (message.status === "cancelled") return `cancelled: ${reason}`;
  const tries = message.attempts === 1 ? "1 attempt" : `${message.attempts} attempts`;
  return `failed after ${tries}: ${withStep(reason, toFailureFact({ failure: message.failure ?? null }))}`;
}

function waitingText(context: ConversationContext, message: MessageRow, place: Place): string {
  if (!isRetryWait(message)) {
    if (context.isPaused())
      return "TinyAGI cannot start agents at the moment. It keeps trying, and the answer follows";
    if (message.last_error === null) return "it waits for its turn";
  }
  const now = context.clock.now();
  const fact = toFailureFact(message);
  const reason = withStep(message.last_error ?? "failed", fact);
  const again = `${reason.replace(/\.$/, "")}; TinyAGI retries it ${retryWords(message, fact, now)}`;
  if (fact?.waitsUntil === undefined) return again;
  return `${again} and keeps trying by itself until ${moment(fact.waitsUntil, { now })}. ${stopWords(context, message, place)}`;
}

function stopWords({ store }: ConversationContext, message: MessageRow, place: Place): string {
  const { id } = message;
  if (place === "terminal") return `To stop waiting: \`tinyagi queue cancel ${id}\``;
  const asked = store.conversations.get(message.conversation_id);
  const role = asked === undefined ? undefined : findRole(store, asked);
  return `${mayTryNow(message, role) ? `To try at once: /retry ${id}. ` : ""}To stop waiting: /cancel ${id}`;
}

/** The reason in the provider's words, with what a person can do about it. */
function withStep(reason: string, fact: FailureFact | undefined): string {
  const step = fact === undefined ? undefined : causeStep(fact.cause, fact.provider);
  return step === undefined ? reason : `${sentence(reason)} ${step}.`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** A message that is held looks often whether its pause is over; people read when that is known to end. */
function retryWords(message: MessageRow, fact: FailureFact | undefined, now: number): string {
  const at = Math.max(message.not_before ?? 0, fact?.pausedUntil ?? 0, fact?.resetsAt ?? 0);
  return at <= now ? "soon" : `at ${moment(at, { now })}`;
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
    // An agent whose later output has only tags keeps its earlier answer.
    return text !== "" || known?.text === undefined ? { text, runId } : {};
  }
  if (message.status === "pending")
    return known?.waiting === undefined
      ? { waiting: waitingText(context, message, place), messages: [...(known?.messages ?? []), message.id] }
      : {};
  // What the agent had written before a budget ended its run.
  const partial = message.result_text === null ? {} : { text: message.result_text, runId };
  return {
    ...partial,
    failure: toFailure(message, { place, runId }, known?.failure),
    messages: [...(known?.messages ?? []), message.id],
  };
}

function toFailure(
  message: MessageRow,
  { place, runId }: { place: Place; runId: string | undefined },
  earlier: ReplyFailure | undefined,
): ReplyFailure {
  return {
    // The store contains only classes of the contract.
    class: (message.error_class ?? "transient") as RunErrorClass,
    words: together(earlier?.words, failureText(message, place)),
    reason: together(earlier?.reason, failureReason(message)),
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
  const notes: string[] = JSON.parse(current.notes);
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
  const { text: message, layout } = joinReplies({ head, entries, notes });
  // Copies and reports are read in chats, wherever the reply is.
  const inChats = joinReplies({
    head,
    entries: listEntries(context, current, { messages: spoken, place: "chat" }),
    notes,
  });
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
    message.status === "completed" && message.result_files === null && saysNothing(message.result_text ?? "")
  );
}

function listFiles(messages: readonly MessageRow[]): string[] {
  const files = messages.flatMap((message): string[] =>
    message.result_files === null ? [] : JSON.parse(message.result_files),
  );
  return [...new Set(files)];
}
