/**
 * Closes a conversation once nothing of it is open, with the reply the person gets. Runs inside the transaction
 * that ended the last message, so a conversation is closed exactly once and never without its reply.
 */
import type { LimitCode } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import { carryOutputs } from "./carried-output.js";
import { addNote, type ConversationContext, isCounted, isOpen, ownLimit } from "./context.js";
import { enqueue } from "./enqueue.js";
import { entriesOf, type ReplyParts, sendReply } from "./reply.js";

export function closeIfDone(
  context: ConversationContext,
  conversationId: string,
  status: "closed" | "cancelled" = "closed",
): void {
  const conversation = context.store.conversations.get(conversationId);
  if (conversation === undefined || conversation.status !== "open") return;
  const messages = context.store.messages.inConversation(conversationId).filter(isCounted);
  if (messages.some(isOpen)) {
    noticeIfWaiting(context, conversation, messages);
    return;
  }
  if (status === "closed" && askForSummary(context, conversation, messages)) return;
  const replies = sendReply(context, conversation, partsOf(conversation, messages)) ? 1 : 0;
  context.store.conversations.close(conversationId, status, context.clock.now());
  context.journal.append("conversation.closed", { status, replies }, { conversationId });
  context.onClosed?.({ ...conversation, status });
}

/** What ended may have been the last that was worked on: from now on the person only waits for a retry. */
function noticeIfWaiting(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): void {
  // A heartbeat that fails for a moment is nobody's concern; if it fails for good, that is told.
  if (conversation.noticed_at !== null || conversation.quiet === 1) return;
  if (!messages.some((message) => message.status === "pending" && message.not_before !== null)) return;
  const { retryNoticeMs } = context.settings().conversations;
  context.store.afterCommit(() => context.scheduleNotice(conversation.id, retryNoticeMs));
}

/** In `leader` mode the asker's closing words stand for the answers, never for a failure; without them all speak. */
function partsOf(conversation: ConversationRow, messages: readonly MessageRow[]): ReplyParts {
  const untold = messages.filter((message) => message.reported === 0);
  const summary = untold.findLast((message) => message.kind === "summary");
  if (conversation.join_mode !== "leader" || summary?.status !== "completed") return { told: untold };
  const speaks = (message: MessageRow) => message === summary || message.status !== "completed";
  return {
    told: untold.filter(speaks),
    covered: untold.filter((message) => !speaks(message)),
  };
}

/** Who writes the reply, and whose results are given to it. */
interface Closing {
  asker: string;
  parentRunId: string | null;
  results: readonly MessageRow[];
}

/** @returns whether the asker was given all results and asked to write the reply */
function askForSummary(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): boolean {
  if (conversation.join_mode !== "leader" || messages.some((message) => message.kind === "summary"))
    return false;
  const closing = handedOver(messages) ?? askedAtOnce(context, messages);
  if (closing === null) return false;
  const { asker, parentRunId, results } = closing;
  const limited = ownLimit(context, conversation);
  if (limited !== null) {
    tellNoSummary(context, conversation, { asker, ...limited });
    return false;
  }
  enqueue(context, conversation, {
    messageId: context.newId("internal"),
    agentId: asker,
    teamId: conversation.team_id,
    kind: "summary",
    hop: Math.max(...messages.map((message) => message.hop)),
    text: summaryPrompt(context, conversation, results),
    ...(parentRunId === null ? {} : { parentRunId }),
  });
  return true;
}

/** The first agent that handed work over gets what the others made of it. */
function handedOver(messages: readonly MessageRow[]): Closing | null {
  const handoff = messages.find((message) => message.kind === "handoff");
  const asker = handoff?.from_agent;
  if (handoff === undefined || asker === undefined || asker === null) return null;
  const results = messages.filter((message) => message.agent_id !== asker);
  return { asker, parentRunId: handoff.parent_run_id, results };
}

/**
 * Of agents that a person asked at once: the leader of a team all of them are in, if it is one of them and has
 * answered, else the first that has. It gets its own answer too, since it may not remember it.
 */
function askedAtOnce(context: ConversationContext, messages: readonly MessageRow[]): Closing | null {
  const asked = messages.filter((message) => message.kind === "user");
  const agents = new Set(asked.map((message) => message.agent_id));
  const answered = asked.filter((message) => message.status === "completed");
  const first = answered[0]?.agent_id;
  if (agents.size < 2 || first === undefined) return null;
  const shared = [...context.directory().teams.values()].find((team) =>
    [...agents].every((agent) => team.agents.includes(agent)),
  );
  const leads = answered.some((message) => message.agent_id === shared?.leader);
  return { asker: leads ? (shared?.leader ?? first) : first, parentRunId: null, results: messages };
}

function summaryPrompt(
  context: ConversationContext,
  conversation: ConversationRow,
  others: readonly MessageRow[],
): string {
  const results = carryOutputs(
    entriesOf(context, conversation, others).map(({ agentId, text, failure }) => ({
      agentId,
      text: [text, failure].filter((part) => part !== undefined && part !== "").join("\n\n"),
    })),
  ).map((result) => `@${result.agentId}: ${result.text}`);
  return `[TinyAGI: all teammates have answered. Write the reply to the person now; do not hand over again.]\n\nThe request:\n${conversation.text}\n\nResults:\n${results.join("\n\n")}`;
}

function tellNoSummary(
  context: ConversationContext,
  conversation: ConversationRow,
  stopped: { asker: string; code: LimitCode; limit: number },
): void {
  const { asker, code, limit } = stopped;
  context.journal.append(
    "limit.reached",
    { code, fromAgent: asker, toAgent: null, limit },
    { conversationId: conversation.id },
  );
  addNote(context, conversation.id, {
    text: `Stopped by ${code}: @${asker} was not asked for closing words, because ${code === "LIMIT_MESSAGES" ? `the conversation has reached ${limit} messages` : "the conversation is older than its time limit"}.`,
    limitCode: code,
  });
}
