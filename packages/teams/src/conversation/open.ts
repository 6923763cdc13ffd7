/** Opens a conversation: its row, its event, and the limits and join mode from the settings. */
import type { Budget, ConversationLimits, JoinMode, ReplyNote } from "@tinyagi/contracts";
import type { ConversationRow } from "@tinyagi/kernel";
import { type ChainStep, toChain } from "./chain.js";
import type { ConversationContext } from "./context.js";

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
  notes?: readonly ReplyNote[];
  followUpOf?: string;
  metadata?: string | null;
  /** The join mode the message requests. */
  join?: JoinMode | undefined;
  /** See `InboundMessage`. */
  quiet?: boolean | undefined;
  taskId?: string | null | undefined;
  /** See `InboundMessage`. */
  budget?: Budget | undefined;
  /** The first conversation of a series of follow-ups. */
  budgetRoot?: string;
  /** As the column. Default: null. */
  asker?: string | null | undefined;
  /** Replaces the limits from the settings: what is left of the limits of the previous conversation. */
  limits?: ConversationLimits;
}

/** Settings for a conversation with or without a team. The team's own settings take precedence over the general ones. */
export function teamRules(
  context: ConversationContext,
  teamId: string | null,
): { limits: ConversationLimits; join: JoinMode | undefined } {
  const settings = context.settings();
  const team = teamId !== null && Object.hasOwn(settings.teams, teamId) ? settings.teams[teamId] : undefined;
  return {
    limits: Object.assign({}, settings.limits, team?.limits),
    join: team?.join ?? settings.conversations.join,
  };
}

export function openConversation(context: ConversationContext, input: NewConversationInput): ConversationRow {
  const now = context.clock.now();
  const rules = teamRules(context, input.teamId);
  const limits = input.limits ?? rules.limits;
  // A person who asks several agents at once gets each answer as it arrives. All other answers are joined.
  const byDefault: JoinMode = input.targets.length > 1 && input.chain === undefined ? "stream" : "reply";
  const join = input.join ?? rules.join ?? byDefault;
  const id = context.newId("conv");
  context.store.conversations.insert({
    id,
    inbound_id: input.inboundId,
    reply_to_id: input.replyToId,
    channel: input.channel,
    sender: input.sender,
    sender_id: input.senderId,
    team_id: input.teamId,
    join_mode: join,
    // When a team adopts the conversation, only a mode that the message requested is kept.
    join_explicit: input.join === undefined ? 0 : 1,
    text: input.text,
    chain: input.chain === undefined ? null : JSON.stringify(input.chain),
    limits: JSON.stringify(limits),
    notes: JSON.stringify(input.notes ?? []),
    follow_up_of: input.followUpOf ?? null,
    metadata: input.metadata ?? null,
    quiet: input.quiet === true ? 1 : 0,
    task_id: input.taskId ?? null,
    budget: input.budget === undefined ? null : JSON.stringify(input.budget),
    budget_root: input.budgetRoot ?? null,
    asker: input.asker ?? null,
    created_at: now,
    deadline_at: now + limits.durationMs,
  });
  journalOpened(context, input, { id, join });
  const row = context.store.conversations.get(id);
  if (row === undefined) throw new Error(`conversation ${id} vanished inside its own transaction`);
  return row;
}

function journalOpened(
  context: ConversationContext,
  input: NewConversationInput,
  opened: { id: string; join: JoinMode },
): void {
  context.journal.append(
    "conversation.opened",
    {
      channel: input.channel,
      sender: input.sender,
      messageId: input.replyToId,
      targets: [...input.targets],
      team: input.teamId,
      join: opened.join,
      followUpOf: input.followUpOf ?? null,
    },
    { conversationId: opened.id },
  );
}

/** Continues a closed conversation in a new one: same person, same thread, linked to it. */
export function openFollowUp(
  context: ConversationContext,
  closed: ConversationRow,
  work: {
    agentId: string;
    teamId?: string | null;
    limits?: ConversationLimits;
    text?: string;
    /** Default: a new one. */
    inboundId?: string;
  },
): ConversationRow {
  return openConversation(context, {
    inboundId: work.inboundId ?? context.newId("followup"),
    replyToId: closed.reply_to_id,
    channel: closed.channel,
    sender: closed.sender,
    senderId: closed.sender_id,
    teamId: closed.team_id ?? work.teamId ?? null,
    text: work.text ?? closed.text,
    targets: [work.agentId],
    followUpOf: closed.id,
    metadata: closed.metadata,
    quiet: closed.quiet === 1,
    taskId: closed.task_id,
    budgetRoot: closed.budget_root ?? closed.id,
    asker: closed.asker,
    ...(closed.join_explicit === 1 ? { join: closed.join_mode } : {}),
    ...(closed.chain === null ? {} : { chain: toChain(closed) }),
    ...(work.limits === undefined ? {} : { limits: work.limits }),
  });
}
