/** Opens a conversation: the row, its event, and what settings say about limits and joining. */
import { conversationLimitsSchema, type JoinMode } from "@tinyagi/contracts";
import type { ConversationRow } from "@tinyagi/core";
import type { ChainStep, ConversationContext } from "./context.js";

export interface NewConversationInput {
  inboundId: string;
  replyToId: string;
  channel: string;
  sender: string;
  senderId: string | null;
  teamId: string | null;
  text: string;
  targets: readonly string[];
  chain?: readonly ChainStep[];
  notes?: readonly string[];
  followUpOf?: string;
  metadata?: string | null;
  /** Mode the message itself asked for. */
  join?: JoinMode | undefined;
}

/** Settings that a team, once it is known, puts over the general ones. */
export function teamRules(
  context: ConversationContext,
  teamId: string | null,
): { limits: string; join: JoinMode | undefined; durationMs: number } {
  const settings = context.settings();
  const team = teamId === null ? undefined : settings.teams[teamId];
  const limits = conversationLimitsSchema.parse({ ...settings.limits, ...team?.limits });
  return {
    limits: JSON.stringify(limits),
    join: team?.join ?? settings.conversations.join,
    durationMs: limits.durationMs,
  };
}

export function openConversation(context: ConversationContext, input: NewConversationInput): ConversationRow {
  const now = context.clock.now();
  const rules = teamRules(context, input.teamId);
  const asked = input.join ?? rules.join;
  // A person who asks several agents at once wants each answer as it comes; everything else is joined.
  const byDefault: JoinMode = input.targets.length > 1 && input.chain === undefined ? "stream" : "reply";
  const id = context.newId("conv");
  context.store.conversations.insert({
    id,
    inbound_id: input.inboundId,
    reply_to_id: input.replyToId,
    channel: input.channel,
    sender: input.sender,
    sender_id: input.senderId,
    team_id: input.teamId,
    join_mode: asked ?? byDefault,
    join_explicit: asked === undefined ? 0 : 1,
    text: input.text,
    chain: input.chain === undefined ? null : JSON.stringify(input.chain),
    limits: rules.limits,
    notes: JSON.stringify(input.notes ?? []),
    follow_up_of: input.followUpOf ?? null,
    metadata: input.metadata ?? null,
    created_at: now,
    deadline_at: now + rules.durationMs,
  });
  context.journal.append(
    "conversation.opened",
    {
      channel: input.channel,
      sender: input.sender,
      messageId: input.replyToId,
      targets: [...input.targets],
      team: input.teamId,
      join: asked ?? byDefault,
      followUpOf: input.followUpOf ?? null,
    },
    { conversationId: id },
  );
  const row = context.store.conversations.get(id);
  if (row === undefined) throw new Error(`conversation ${id} vanished inside its own transaction`);
  return row;
}

/** A conversation that goes on after one has closed: same person, same thread, linked to it. */
export function openFollowUp(
  context: ConversationContext,
  closed: ConversationRow,
  agentId: string,
): ConversationRow {
  return openConversation(context, {
    inboundId: context.newId("followup"),
    replyToId: closed.reply_to_id,
    channel: closed.channel,
    sender: closed.sender,
    senderId: closed.sender_id,
    teamId: closed.team_id,
    text: closed.text,
    targets: [agentId],
    followUpOf: closed.id,
    metadata: closed.metadata,
    join: closed.join_mode === "stream" ? "reply" : closed.join_mode,
    ...(closed.chain === null ? {} : { chain: JSON.parse(closed.chain) }),
  });
}
