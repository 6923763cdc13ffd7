/** Chat rooms: a post is stored and delivered to every other member. Deliveries count towards the conversation's limits. */
import type { LimitCode, ReplyNote } from "@tinyagi/contracts";
import type { ConversationRow } from "@tinyagi/kernel";
import { noteText } from "@tinyagi/views";
import { cutChars } from "../routing/carried-output.js";
import { addNote, type ConversationContext, getLimits, getStart, wordsOf } from "./context.js";
import { enqueue } from "./enqueue.js";
import { noteRefused, refusedAmong } from "./use-of-agents.js";

const PREVIEW_CHARS = 120;
/** Most members that a notice names. */
const MISSED_SHOWN_MAX = 20;

export interface RoomPost {
  teamId: string;
  /** Agent id, `user`, or `system` for notices of TinyAGI. */
  from: string;
  text: string;
  hop: number;
  parentRunId?: string;
}

/** Stores a post. @returns its id in the room */
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
    conversation_id: conversationId,
  });
  context.journal.append(
    "room.posted",
    {
      team: post.teamId,
      fromAgent: post.from,
      roomMessageId: id,
      preview: cutChars(post.text, PREVIEW_CHARS),
    },
    conversationId === null ? {} : { conversationId },
  );
  return id;
}

/** Stores a post and delivers it to the members. A notice names those a limit excluded. @returns its id in the room */
export function postToRoom(
  context: ConversationContext,
  conversation: ConversationRow,
  post: RoomPost,
): number {
  const id = writePost(context, post, conversation.id);
  const team = context.directory().teams.get(post.teamId)?.agents ?? [];
  const { refused, notes } = refusedAmong(
    context,
    conversation,
    team.filter((member) => member !== post.from),
  );
  noteRefused(context, conversation, notes);
  const members = team.filter((member) => !refused.has(member));
  const missed: string[] = [];
  let stopped: Stop | null = null;
  for (const agentId of members) {
    if (agentId === post.from) continue;
    stopped ??= findStop(context, conversation, post);
    if (stopped === null) deliver(context, conversation, { agentId, post });
    else missed.push(agentId);
  }
  if (stopped !== null) notifyStopped(context, conversation, { post, stopped, missed });
  return id;
}

interface Stop {
  code: LimitCode;
  limit: number;
}

function findStop(context: ConversationContext, conversation: ConversationRow, post: RoomPost): Stop | null {
  const { hops, durationMs, messages } = getLimits(conversation);
  if (context.clock.now() - getStart(conversation) > durationMs)
    return { code: "LIMIT_DURATION", limit: durationMs };
  if (post.hop > hops) return { code: "LIMIT_HOPS", limit: hops };
  if (context.store.messages.countInConversation(conversation.id) >= messages)
    return { code: "LIMIT_MESSAGES", limit: messages };
  return null;
}

function deliver(
  context: ConversationContext,
  conversation: ConversationRow,
  { agentId, post }: { agentId: string; post: RoomPost },
): void {
  enqueue(context, conversation, {
    messageId: context.newId("chat"),
    agentId,
    teamId: post.teamId,
    kind: "room",
    text: post.text.trim(),
    fromAgent: post.from,
    hop: post.hop,
    ...(post.parentRunId === undefined ? {} : { parentRunId: post.parentRunId }),
  });
}

function notifyStopped(
  context: ConversationContext,
  conversation: ConversationRow,
  { post, stopped, missed }: { post: RoomPost; stopped: Stop; missed: readonly string[] },
): void {
  const { code, limit } = stopped;
  context.journal.append(
    "limit.reached",
    { code, fromAgent: post.from, toAgent: null, limit },
    { conversationId: conversation.id },
  );
  const agents = missed.slice(0, MISSED_SHOWN_MAX);
  const { teamId, from: by } = post;
  const more = missed.length - agents.length;
  noteInReplyOrRoom(context, conversation, {
    teamId,
    code,
    text: { code: "post.limit", limit: code, most: limit, by, room: teamId, agents, more },
  });
}

/** Notifies the person in the next reply of the conversation or, when it has closed, in the room. */
export function noteInReplyOrRoom(
  context: ConversationContext,
  conversation: ConversationRow,
  notice: { teamId: string; code: LimitCode; text: ReplyNote | string },
): void {
  if (addNote(context, conversation.id, { text: notice.text, limitCode: notice.code })) return;
  writeNotice(context, notice, conversation.id);
}

/** Posts a notice of TinyAGI in a room. */
export function writeNotice(
  context: ConversationContext,
  { teamId, text }: { teamId: string; text: ReplyNote | string },
  conversationId: string,
): void {
  writePost(context, { teamId, from: "system", text: noteText(text, wordsOf(context)) }, conversationId);
}
