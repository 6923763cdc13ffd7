/**
 * Reports: answers to what a schedule or a heartbeat asked, which no chat would get otherwise. They go to the owner's
 * direct chat, never to a guest or a member, and only what was asked on behalf of an owner is reported.
 */
import { entityIdSchema, scheduleLabelSchema, UNFETCHED_CHANNELS } from "@tinyagi/contracts";
import type { ReportSource } from "@tinyagi/features";
import {
  type ConversationRow,
  findRole,
  type NewReplyInput,
  type OwnerChat,
  ownerChat,
} from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";

/** What a reply answers, for a conversation that nobody's message opened. */
export function reportHead(conversation: Pick<ConversationRow, "metadata">): string | undefined {
  const source = resolveSource(conversation);
  if (source === undefined) return undefined;
  // A name is shown as it is written: formats are not read in code.
  return "schedule" in source ? `Schedule \`${source.schedule}\`` : `Heartbeat of \`${source.heartbeat}\``;
}

/** Inside a write: queues a copy of a reply for the owner's chat. The reply itself stays in the record. */
export function reportToOwner(
  context: ConversationContext,
  conversation: ConversationRow,
  reply: NewReplyInput,
): void {
  const chat = reportedTo(context, conversation);
  if (chat === undefined) return;
  const { channel, sender, sender_id: senderId } = chat;
  // Clients find the answer to a message by its inbound id, which only the original has. The id is the same each time,
  // because a write with replies may be repeated.
  context.outbox.add({ ...reply, messageId: `report_${conversation.id}`, channel, sender, senderId });
}

/** The chat that reads the replies of a conversation, when it is not the one of its sender. */
export function reportedTo(
  { store, settings, ownBots }: Pick<ConversationContext, "store" | "settings" | "ownBots">,
  conversation: ConversationRow,
): OwnerChat | undefined {
  if (resolveSource(conversation) === undefined || !UNFETCHED_CHANNELS.has(conversation.channel))
    return undefined;
  const { channels } = settings();
  return findRole(store, conversation) === "owner" ? ownerChat(store, { channels, ownBots }) : undefined;
}

/** Clients of the API may give metadata of their own: only names count. */
function resolveSource({ metadata }: Pick<ConversationRow, "metadata">): ReportSource | undefined {
  const { schedule, heartbeat }: Record<string, unknown> = metadata === null ? {} : JSON.parse(metadata);
  const label = scheduleLabelSchema.safeParse(schedule);
  if (label.success) return { schedule: label.data };
  const agent = entityIdSchema.safeParse(heartbeat);
  return agent.success ? { heartbeat: agent.data } : undefined;
}
