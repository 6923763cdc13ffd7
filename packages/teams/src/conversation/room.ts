/** Chat rooms: a post is kept and delivered to every other member. Deliveries count against the conversation's limits. */
import { AppError, type LimitCode } from "@tinyagi/contracts";
import type { ConversationRow } from "@tinyagi/core";
import { renderRoomPost } from "../routing/envelope.js";
import { type ConversationContext, limitsOf } from "./context.js";
import { enqueue } from "./enqueue.js";
import { openConversation } from "./open.js";

const PREVIEW_CHARS = 120;

export interface RoomPost {
  teamId: string;
  /** Agent id, `user`, or `system` for the host's own notices. */
  from: string;
  text: string;
  hop: number;
  parentRunId?: string;
}

/** Keeps a post. @returns its id in the room */
export function writePost(
  context: ConversationContext,
  post: Pick<RoomPost, "teamId" | "from" | "text">,
  conversationId: string | null,
): number {
  const id = context.store.history.addChatMessage({
    team_id: post.teamId,
    from_agent: post.from,
    message: post.text,
    created_at: context.clock.now(),
  });
  context.journal.append(
    "room.posted",
    {
      team: post.teamId,
      fromAgent: post.from,
      roomMessageId: id,
      preview: post.text.slice(0, PREVIEW_CHARS),
    },
    conversationId === null ? {} : { conversationId },
  );
  return id;
}

/** Keeps a post and delivers it to the members. @returns the limit that held deliveries back, if one did */
export function postToRoom(
  context: ConversationContext,
  conversation: ConversationRow,
  post: RoomPost,
): { id: number; limited: { code: LimitCode; limit: number } | null } {
  const id = writePost(context, post, conversation.id);
  const limits = limitsOf(conversation);
  if (post.hop > limits.hops) return { id, limited: { code: "LIMIT_HOPS", limit: limits.hops } };
  const members =
    context
      .directory()
      .teams.get(post.teamId)
      ?.agents.filter((member) => member !== post.from) ?? [];
  for (const agentId of members) {
    if (context.store.messages.countInConversation(conversation.id) >= limits.messages)
      return { id, limited: { code: "LIMIT_MESSAGES", limit: limits.messages } };
    enqueue(context, conversation, {
      messageId: context.newId("chat"),
      agentId,
      teamId: post.teamId,
      kind: "room",
      text: renderRoomPost({ team: post.teamId, from: post.from, text: post.text }),
      fromAgent: post.from,
      hop: post.hop,
      ...(post.parentRunId === undefined ? {} : { parentRunId: post.parentRunId }),
    });
  }
  return { id, limited: null };
}

/**
 * A person's own post into a room.
 *
 * @throws AppError `INVALID_INPUT` when blank, `NOT_FOUND` when there is no such team
 */
export async function postAsUser(
  context: ConversationContext,
  teamId: string,
  message: string,
): Promise<number> {
  const text = message.trim();
  if (text === "") throw new AppError("INVALID_INPUT", "message is required");
  const team = context.directory().teams.get(teamId);
  if (team === undefined) throw new AppError("NOT_FOUND", `team '${teamId}' not found`);
  return context.store.write(() => {
    const inboundId = context.newId("chat");
    const conversation = openConversation(context, {
      inboundId,
      replyToId: inboundId,
      channel: "chatroom",
      sender: "user",
      senderId: null,
      teamId,
      text,
      targets: team.agents,
    });
    const { id } = postToRoom(context, conversation, { teamId, from: "user", text, hop: 0 });
    // Nobody waits for an answer to a room post: members answer in the room.
    context.store.conversations.close(conversation.id, "closed", context.clock.now());
    context.journal.append(
      "conversation.closed",
      { status: "closed", replies: 0 },
      { conversationId: conversation.id },
    );
    return id;
  });
}
