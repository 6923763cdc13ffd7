/** Turns the tags of a committed output into handoffs and room posts, within the conversation's limits. */
import type { Claim, ConversationRow } from "@tinyagi/core";
import type { AgentOutput } from "../routing/agent-output.js";
import { renderHandoff } from "../routing/envelope.js";
import { decideHandoffs, type Limited, pairKey } from "../routing/handoff-decision.js";
import { explainLimits } from "../routing/limit-notice.js";
import { addNote, type ConversationContext, limitsOf } from "./context.js";
import { enqueue } from "./enqueue.js";
import { openFollowUp, teamRules } from "./open.js";
import { postToRoom } from "./room.js";

/** Hands over what the output asks for. */
export function applyHandoffs(context: ConversationContext, claim: Claim, output: AgentOutput): void {
  if (output.handoffs.length === 0) return;
  const owner = openOwner(context, claim);
  const decision = decideHandoffs({
    from: claim.agent_id,
    directory: context.directory(),
    limits: limitsOf(owner),
    facts: {
      hop: claim.hop,
      messageCount: context.store.messages.countInConversation(owner.id),
      startedAt: owner.created_at,
      now: context.clock.now(),
      pairCounts: new Map(
        context.store.messages
          .pairCounts(owner.id)
          .map((pair) => [pairKey(pair.from_agent, pair.agent_id), pair.n]),
      ),
    },
    handoffs: output.handoffs,
  });
  const conversation = adoptTeam(context, owner, decision.accepted[0]?.teamId ?? undefined);
  for (const { to, teamId, text } of decision.accepted) {
    enqueue(context, conversation, {
      messageId: context.newId("internal"),
      agentId: to,
      teamId,
      kind: "handoff",
      text: renderHandoff({ from: claim.agent_id, team: teamId, shared: output.shared, text }),
      fromAgent: claim.agent_id,
      parentRunId: claim.run_id,
      hop: claim.hop + 1,
    });
    context.journal.append(
      "handoff.created",
      { fromAgent: claim.agent_id, toAgent: to, team: teamId, hop: claim.hop + 1 },
      scopeOf(claim, owner.id),
    );
    context.failpoints.hit("fan-out.in-commit");
  }
  for (const denied of decision.denied) deny(context, claim, denied);
  tellLimits(context, { claim, conversationId: owner.id, limited: decision.limited });
}

/** Posts what the output says into rooms of the author's teams. */
export function applyRoomPosts(context: ConversationContext, claim: Claim, output: AgentOutput): void {
  for (const room of output.rooms) {
    const team = context.directory().teams.get(room.teamId);
    if (team === undefined || !team.agents.includes(claim.agent_id)) {
      deny(context, claim, { to: `#${room.teamId}`, reason: "you are not a member of that team" });
      continue;
    }
    const conversation = context.store.conversations.get(claim.conversation_id);
    if (conversation === undefined) continue;
    const { limited } = postToRoom(context, conversation, {
      teamId: room.teamId,
      from: claim.agent_id,
      text: room.text,
      hop: claim.hop + 1,
      parentRunId: claim.run_id,
    });
    if (limited !== null)
      tellLimits(context, { claim, conversationId: conversation.id, limited: [{ ...limited, to: null }] });
  }
}

/** An answer to a room post may come after its conversation closed; work it hands over opens a follow-up. */
function openOwner(context: ConversationContext, claim: Claim): ConversationRow {
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined) throw new Error(`message ${claim.id} has no conversation`);
  return conversation.status === "open" ? conversation : openFollowUp(context, conversation, claim.agent_id);
}

/** The first team that works on a conversation nobody addressed to a team gives it its rules. */
function adoptTeam(
  context: ConversationContext,
  conversation: ConversationRow,
  teamId: string | undefined,
): ConversationRow {
  if (teamId === undefined) return conversation;
  const rules = teamRules(context, conversation.team_id ?? teamId);
  const team = conversation.team_id ?? teamId;
  const byDefault = conversation.join_explicit === 1 ? conversation.join_mode : (rules.join ?? "reply");
  const limits = conversation.team_id === null ? rules.limits : conversation.limits;
  context.store.conversations.setTeam(conversation.id, { teamId: team, join: byDefault, limits });
  return { ...conversation, team_id: team, join_mode: byDefault, limits };
}

function deny(context: ConversationContext, claim: Claim, denied: { to: string; reason: string }): void {
  context.journal.append(
    "handoff.denied",
    { fromAgent: claim.agent_id, toAgent: denied.to, reason: denied.reason },
    scopeOf(claim, claim.conversation_id),
  );
  const target = denied.to.startsWith("#") ? denied.to : `@${denied.to}`;
  context.store.history.addNote(
    claim.agent_id,
    `your message to ${target} was not delivered: ${denied.reason}`,
    context.clock.now(),
  );
}

function tellLimits(
  context: ConversationContext,
  reached: { claim: Claim; conversationId: string; limited: readonly Limited[] },
): void {
  const { claim, conversationId, limited } = reached;
  for (const { code, to, limit } of limited)
    context.journal.append(
      "limit.reached",
      { code, fromAgent: claim.agent_id, toAgent: to, limit },
      scopeOf(claim, conversationId),
    );
  for (const sentence of explainLimits(limited, claim.agent_id))
    addNote(context, conversationId, sentence, limited[0]?.code ?? null);
}

function scopeOf(claim: Claim, conversationId: string) {
  return { conversationId, runId: claim.run_id, messageRowId: claim.id, agentId: claim.agent_id };
}
