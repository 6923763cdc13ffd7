/** Posts in chat rooms: those of an agent's output and those of a person. */
import { AppError } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import type { Claim } from "@tinyagi/kernel";
import type { AgentOutput } from "../routing/agent-output.js";
import { type ConversationContext, getLimits } from "./context.js";
import { type Denial, notifyDenied } from "./denial.js";
import { openConversation } from "./open.js";
import { noteInReplyOrRoom, postToRoom } from "./room.js";

/** The channel of what is posted in rooms. */
const ROOM = "chatroom";

/** Posts to rooms of the author's teams, at most as many as one output may hand over. */
export function applyRoomPosts(context: ConversationContext, claim: Claim, output: AgentOutput): void {
  if (output.rooms.length === 0) return;
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined) throw new Error(`message ${claim.id} has no conversation`);
  const { fanOut } = getLimits(conversation);
  const teams = context.directory().teams;
  const isMember = (teamId: string) => teams.get(teamId)?.agents.includes(claim.agent_id) === true;
  const allowed = output.rooms.filter((room) => isMember(room.teamId));
  for (const room of allowed.slice(0, fanOut))
    postToRoom(context, conversation, {
      teamId: room.teamId,
      from: claim.agent_id,
      text: room.text,
      hop: claim.hop + 1,
      parentRunId: claim.run_id,
    });
  const [dropped] = allowed.slice(fanOut);
  if (dropped !== undefined) {
    const code = "LIMIT_FAN_OUT";
    context.journal.append(
      "limit.reached",
      { code, fromAgent: claim.agent_id, toAgent: null, limit: fanOut },
      { conversationId: conversation.id, runId: claim.run_id, messageRowId: claim.id },
    );
    noteInReplyOrRoom(context, conversation, {
      teamId: dropped.teamId,
      code,
      text: { code: "posts.limit", most: fanOut, by: claim.agent_id, written: allowed.length },
    });
  }
  const denied = new Set(output.rooms.map((room) => room.teamId).filter((teamId) => !isMember(teamId)));
  notifyDenied(context, claim, [...denied].map(toDenial));
}

function toDenial(teamId: string): Denial {
  return { target: `#${teamId}`, why: { code: "room.no_member", team: teamId } };
}

/**
 * A person's own post in a room.
 *
 * @param messageId under which its client sends it, so that a post whose answer was lost is not taken twice
 * @throws AppError `INVALID_INPUT` when blank, `NOT_FOUND` when there is no such team, `DUPLICATE_MESSAGE` when it was taken before
 */
export async function postAsUser(
  context: ConversationContext,
  teamId: string,
  { message, messageId }: { message: string; messageId: string | undefined },
): Promise<number> {
  const text = message.trim();
  if (isBlank(text)) throw new AppError("INVALID_INPUT", "message is required");
  return context.store.write(() => {
    const team = context.directory().teams.get(teamId);
    if (team === undefined) throw new AppError("NOT_FOUND", `team '${teamId}' not found`);
    const inboundId = messageId ?? context.newId("chat");
    if (messageId !== undefined && context.store.conversations.findInbound(ROOM, messageId) !== undefined)
      throw new AppError("DUPLICATE_MESSAGE", "duplicate messageId", {
        details: [{ path: "messageId", message: messageId }],
      });
    const conversation = openConversation(context, {
      inboundId,
      replyToId: inboundId,
      channel: ROOM,
      sender: "user",
      senderId: null,
      teamId,
      text,
      targets: team.agents,
    });
    // Nobody waits for a reply to a room post: members answer in the room.
    context.store.conversations.close(conversation.id, "closed", context.clock.now());
    const closed = context.store.conversations.get(conversation.id) ?? conversation;
    const id = postToRoom(context, closed, { teamId, from: "user", text, hop: 0 });
    context.journal.append(
      "conversation.closed",
      { status: "closed", replies: 0 },
      { conversationId: conversation.id },
    );
    return id;
  });
}
