/**
 * Closes a conversation when none of its messages is open, and queues the reply to the person. It runs inside the
 * transaction that ends the last message, so a conversation closes exactly once and never without its reply.
 */
import { type AgentResult, type ConversationRow, isCounted, type MessageRow } from "@tinyagi/kernel";
import { noteText } from "@tinyagi/views";
import { carryOutputs } from "../routing/carried-output.js";
import { addNote, type ConversationContext, type OwnLimit, ownLimit } from "./context.js";
import { enqueue } from "./enqueue.js";
import { listEntries, type ReplyParts, sendReply } from "./reply.js";

export function closeIfDone(
  context: ConversationContext,
  conversationId: string,
  status: "closed" | "cancelled" = "closed",
): void {
  const conversation = context.store.conversations.get(conversationId);
  if (conversation === undefined || conversation.status !== "open") return;
  if (isAnyCounted(context.store.messages.openKinds(conversationId))) {
    noticeIfWaiting(context, conversation);
    return;
  }
  const messages = context.store.messages.inConversation(conversationId).filter(isCounted);
  if (status === "closed" && requestSummary(context, conversation, messages)) return;
  const replies = sendReply(context, conversation, toParts(conversation, messages)) ? 1 : 0;
  context.store.conversations.close(conversationId, status, context.clock.now());
  context.journal.append("conversation.closed", { status, replies }, { conversationId });
  context.closed({ ...conversation, status });
}

/** Reads only as far as the first one. */
function isAnyCounted(kinds: Iterable<Pick<MessageRow, "kind">>): boolean {
  for (const message of kinds) if (isCounted(message)) return true;
  return false;
}

/** If this was the last running message, everything that is left waits for a retry, and the person gets a notice. */
function noticeIfWaiting(context: ConversationContext, conversation: ConversationRow): void {
  // Nobody needs a notice of a heartbeat that is retried. If it fails permanently, its reply says so.
  if (conversation.noticed_at !== null || conversation.quiet === 1) return;
  if (!isAnyCounted(context.store.messages.retryingKinds(conversation.id))) return;
  const { retryNoticeMs } = context.settings().conversations;
  context.store.afterCommit(() => context.scheduleNotice(conversation.id, retryNoticeMs));
}

/** In `leader` mode the summary replaces the answers, but never a failure. Without a summary all of them are sent. */
function toParts(conversation: ConversationRow, messages: readonly MessageRow[]): ReplyParts {
  const unreported = messages.filter((message) => message.reported === 0);
  const summary = unreported.findLast((message) => message.kind === "summary");
  if (conversation.join_mode !== "leader" || summary?.status !== "completed") return { messages: unreported };
  const speaks = (message: MessageRow) => message === summary || message.status !== "completed";
  return {
    messages: unreported.filter(speaks),
    covered: unreported.filter((message) => !speaks(message)),
  };
}

/** Which agent writes the summary, and which results it gets. */
interface Closing {
  asker: string;
  parentRunId: string | null;
  results: readonly MessageRow[];
}

/** @returns whether a summary of all results was requested */
function requestSummary(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): boolean {
  if (conversation.join_mode !== "leader" || messages.some((message) => message.kind === "summary"))
    return false;
  const closing = handedOver(messages) ?? findJointClosing(context, messages);
  if (closing === null) return false;
  const { asker, parentRunId, results } = closing;
  const limited = ownLimit(context, conversation);
  if (limited !== null) {
    noteNoSummary(context, conversation, { asker, ...limited });
    return false;
  }
  enqueue(context, conversation, {
    messageId: context.newId("internal"),
    agentId: asker,
    teamId: conversation.team_id,
    kind: "summary",
    hop: Math.max(...messages.map((message) => message.hop)),
    text: "",
    context: { join: { request: conversation.text, results: resultsFor(context, conversation, results) } },
    preview: joinsLine(asker, results),
    ...(parentRunId === null ? {} : { parentRunId }),
  });
  return true;
}

/** The first agent that handed work over gets the results of the others. */
function handedOver(messages: readonly MessageRow[]): Closing | null {
  const handoff = messages.find((message) => message.kind === "handoff");
  const asker = handoff?.from_agent;
  if (handoff === undefined || asker === undefined || asker === null) return null;
  const results = messages.filter((message) => message.agent_id !== asker);
  return { asker, parentRunId: handoff.parent_run_id, results };
}

/**
 * For agents that a person asked together: the leader of a team that contains all of them, if it is one of them and has
 * answered; otherwise the first that has. It also gets its own answer, because it may not remember it.
 */
function findJointClosing(context: ConversationContext, messages: readonly MessageRow[]): Closing | null {
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

function joinsLine(asker: string, results: readonly MessageRow[]): string {
  const others = new Set(results.map((message) => message.agent_id).filter((agent) => agent !== asker));
  return `Joins the answers of ${[...others].map((agent) => `@${agent}`).join(", ")}`;
}

function resultsFor(
  context: ConversationContext,
  conversation: ConversationRow,
  others: readonly MessageRow[],
): AgentResult[] {
  return carryOutputs(
    listEntries(context, conversation, { messages: others, place: "terminal" }).map(
      ({ agentId, text, noted = [], failure }) => ({
        agentId,
        text: [text, ...noted.map((note) => noteText(note)), failure?.words]
          .filter((part) => part !== undefined && part !== "")
          .join("\n\n"),
      }),
    ),
  );
}

function noteNoSummary(
  context: ConversationContext,
  conversation: ConversationRow,
  stopped: OwnLimit & { asker: string },
): void {
  const { asker, code, limit } = stopped;
  context.journal.append(
    "limit.reached",
    { code, fromAgent: asker, toAgent: null, limit },
    { conversationId: conversation.id },
  );
  addNote(context, conversation.id, {
    text: { code: "summary.limit", limit: code, most: limit, agent: asker },
    limitCode: code,
  });
}
