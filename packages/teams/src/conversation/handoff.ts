/** Turns the tags of an output into handoffs, within the limits of the conversation and the rules of its team. */
import { AppError, type ConversationLimits, type ReplyNote } from "@tinyagi/contracts";
import { type Claim, type ConversationRow, type MessageRow, runScope, useRefusalNote } from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";
import type { AgentOutput } from "../routing/agent-output.js";
import {
  decideHandoffs,
  type HandoffDecision,
  type HandoffFacts,
  type Limited,
  pairKey,
} from "../routing/handoff-decision.js";
import { explainLimit, listLimitNotes } from "../routing/limit-notice.js";
import { addNote, type ConversationContext, getLimits, getStart } from "./context.js";
import { notifyDenied, recordDenied } from "./denial.js";
import { enqueue } from "./enqueue.js";
import { openFollowUp, teamRules } from "./open.js";
import { writeNotice } from "./room.js";
import { noteRefused, refusalFor } from "./use-of-agents.js";

/** Most conversations of one thread (an inbound message and its follow-ups) whose messages are counted. */
const THREAD_MAX = 1_000;
/** Most wrong names of one output that its reply tells. */
const UNKNOWN_NOTED_MAX = 8;
const MIN_FOLLOW_UP_MS = 1_000;
const UNLIMITED: ConversationLimits = {
  hops: Number.MAX_SAFE_INTEGER,
  messages: Number.MAX_SAFE_INTEGER,
  fanOut: Number.MAX_SAFE_INTEGER,
  durationMs: Number.MAX_SAFE_INTEGER,
  pairRepeats: Number.MAX_SAFE_INTEGER,
};

/** The part of an output that asks for handoffs. */
type TaggedHandoffs = Pick<AgentOutput, "handoffs" | "shared">;

interface Work {
  claim: Claim;
  /** The author's conversation. It may have closed when the author answers a room post. */
  conversation: ConversationRow;
  output: TaggedHandoffs;
  facts: HandoffFacts;
  /** The team whose rules apply from now on, if the conversation had no team. */
  adopted: string | null;
  limits: ConversationLimits;
}

/** Hands over the work the output requests. Opens and changes nothing when every handoff is refused. */
export function applyHandoffs(context: ConversationContext, claim: Claim, output: AgentOutput): void {
  if (output.handoffs.length === 0) return;
  const { work, decision } = planHandoffs(context, claim, output);
  if (decision.accepted.length > 0) handOver(context, work, decision.accepted);
  notifyDenied(
    context,
    claim,
    decision.denied.map(({ to, why }) => ({ target: to, why })),
  );
  notePerson(context, work, decision);
  noteUndelivered(context, work, decision);
  recordLimits(context, work, decision.limited);
  notifyLimits(context, work, decision.limited);
}

/** The person sees the tag as a message that was sent, so they read in the reply that nobody got it. */
function noteUndelivered(
  context: ConversationContext,
  { claim, conversation }: Work,
  { denied }: HandoffDecision,
): void {
  const by = claim.agent_id;
  const add = (text: ReplyNote): boolean => addNote(context, conversation.id, { text });
  for (const { why } of denied.slice(0, UNKNOWN_NOTED_MAX)) {
    if (why.code === "handoff.unknown") add({ ...why, by });
    if (why.code === "handoff.self") add({ code: "handoff.refused", by, agent: by, why: "self" });
    if (why.code === "handoff.no_team") add({ code: "handoff.refused", by, agent: why.to, why: "no_team" });
  }
}

/**
 * Hands one piece of work over while its author still runs. The refusal is returned, not thrown, because its event must
 * be committed. The author reads it, so nobody else is notified.
 */
export function handOverNow(
  context: ConversationContext,
  claim: Claim,
  { to, text }: { to: string; text: string },
): MessageRow | AppError {
  const asked: TaggedHandoffs = { handoffs: [{ targets: [to], text }], shared: "" };
  const { work, decision } = planHandoffs(context, claim, asked);
  const [message] = decision.accepted.length > 0 ? handOver(context, work, decision.accepted) : [];
  if (message !== undefined) return message;
  const [denied] = decision.denied;
  if (denied !== undefined) {
    notePerson(context, work, decision);
    recordDenied(context, claim, [{ target: denied.to, why: denied.why }]);
    return new AppError("FORBIDDEN", `${whyPhrase(denied.why)} Use list_team to see whom you can reach.`);
  }
  recordLimits(context, work, decision.limited);
  const why = decision.limited.map((limited) => explainLimit(limited, claim.agent_id)).join(" ");
  return new AppError("CONFLICT", `${why} Do the work yourself, or say in your answer what is left to do.`);
}

function notePerson(
  context: ConversationContext,
  { conversation }: Work,
  { denied }: Pick<HandoffDecision, "denied">,
): void {
  const notes = denied.flatMap(({ why }) => (why.code === "agent.closed" ? why : []));
  noteRefused(context, conversation, notes);
}

function planHandoffs(
  context: ConversationContext,
  claim: Claim,
  output: TaggedHandoffs,
): { work: Work; decision: HandoffDecision } {
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined) throw new Error(`message ${claim.id} has no conversation`);
  const facts = factsOf(context, claim, conversation);
  const adopted =
    conversation.team_id === null ? firstTeam(context, { claim, conversation, output, facts }) : null;
  const limits = adopted === null ? getLimits(conversation) : teamRules(context, adopted).limits;
  const work: Work = { claim, conversation, output, facts, adopted, limits };
  return { work, decision: decide(context, work, limits) };
}

function factsOf(context: ConversationContext, claim: Claim, conversation: ConversationRow): HandoffFacts {
  return {
    hop: claim.hop,
    messageCount:
      conversation.status === "open"
        ? context.store.messages.countInConversation(conversation.id)
        : threadCount(context, conversation),
    startedAt: getStart(conversation),
    now: context.clock.now(),
    fannedOut: context.store.messages.countHandoffs(conversation.id, claim.run_id),
    pairCounts: new Map(
      context.store.messages
        .pairCounts(conversation.id)
        .map((pair) => [pairKey(pair.from_agent, pair.agent_id), pair.n]),
    ),
  };
}

/** A closed conversation continues in the follow-ups of its rooms. Together they stay within its limit. */
function threadCount(context: ConversationContext, conversation: ConversationRow): number {
  return context.store.conversations
    .list({ messageId: conversation.reply_to_id, limit: THREAD_MAX })
    .filter((row) => row.channel === conversation.channel)
    .reduce((sum, row) => sum + context.store.messages.countInConversation(row.id), 0);
}

/** The team of the first handoff that is permitted. */
function firstTeam(
  context: ConversationContext,
  work: Pick<Work, "claim" | "conversation" | "output" | "facts">,
): string | null {
  return decide(context, work, UNLIMITED).accepted[0]?.teamId ?? null;
}

function decide(
  context: ConversationContext,
  { claim, conversation, output, facts }: Pick<Work, "claim" | "conversation" | "output" | "facts">,
  limits: ConversationLimits,
): HandoffDecision {
  return decideHandoffs({
    from: claim.agent_id,
    directory: context.directory(),
    limits,
    facts,
    handoffs: output.handoffs,
    closed: (agent) => {
      const refusal = refusalFor(context, conversation, agent);
      return refusal && useRefusalNote(refusal);
    },
  });
}

function handOver(
  context: ConversationContext,
  work: Work,
  accepted: HandoffDecision["accepted"],
): MessageRow[] {
  const { claim, output } = work;
  const owner = getOwner(context, work);
  const hop = claim.hop + 1;
  return accepted.map(({ to, teamId, text }) => {
    const message = enqueue(context, owner, {
      messageId: context.newId("internal"),
      agentId: to,
      teamId,
      kind: "handoff",
      text: text.trim(),
      shared: output.shared.trim(),
      fromAgent: claim.agent_id,
      parentRunId: claim.run_id,
      hop,
    });
    context.journal.append(
      "handoff.created",
      { fromAgent: claim.agent_id, toAgent: to, team: teamId, hop, messageRowId: message.id },
      runScope(claim, owner.id),
    );
    context.failpoints.hit("fan-out.in-commit");
    return message;
  });
}

/** The conversation the handoffs belong to: the author's, under the rules of its team, or a follow-up if it has closed. */
function getOwner(context: ConversationContext, work: Work): ConversationRow {
  const { claim, conversation, adopted, limits, facts } = work;
  if (conversation.status !== "open")
    return openFollowUp(context, conversation, {
      agentId: claim.agent_id,
      teamId: adopted,
      limits: {
        ...limits,
        messages: Math.max(1, limits.messages - facts.messageCount),
        durationMs: Math.max(MIN_FOLLOW_UP_MS, limits.durationMs - (facts.now - facts.startedAt)),
      },
    });
  if (adopted === null) return conversation;
  const join =
    conversation.join_explicit === 1 ? conversation.join_mode : (teamRules(context, adopted).join ?? "reply");
  const rules = { teamId: adopted, join, limits: JSON.stringify(limits) };
  const deadline_at = getStart(conversation) + limits.durationMs;
  context.store.conversations.setTeam(conversation.id, { ...rules, deadlineAt: deadline_at });
  return { ...conversation, team_id: adopted, join_mode: join, limits: rules.limits, deadline_at };
}

function recordLimits(
  context: ConversationContext,
  { claim, conversation }: Work,
  limited: readonly Limited[],
): void {
  for (const { code, to, limit } of limited)
    context.journal.append(
      "limit.reached",
      { code, fromAgent: claim.agent_id, toAgent: to, limit },
      runScope(claim, conversation.id),
    );
}

function notifyLimits(
  context: ConversationContext,
  { claim, conversation }: Work,
  limited: readonly Limited[],
): void {
  for (const note of listLimitNotes(limited, claim.agent_id)) {
    const noted = addNote(context, conversation.id, { text: note, limitCode: limited[0]?.code });
    // The conversation has closed, so the author answers a room post and the room gets the notice.
    if (!noted && claim.team_id !== null)
      writeNotice(context, { teamId: claim.team_id, text: note }, conversation.id);
  }
}
