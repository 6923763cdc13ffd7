/** Replies, agents' histories and chat rooms of the old database, with their ids and times. */
import type { ImportContext } from "./context.js";
import {
  countOf,
  type LegacyRecord,
  textOrNull,
  timeOf,
  toObjectText,
  toText,
  toTextList,
} from "./legacy-value.js";

/** The only channels of 0.0.20 with a client that fetched replies. */
const DELIVERED: ReadonlySet<string> = new Set(["discord", "telegram", "whatsapp"]);

export function takeResponses(rows: Iterable<LegacyRecord>, context: ImportContext): void {
  const { into, now, report } = context;
  for (const row of rows) {
    const id = countOf(row.id);
    const messageId = toText(row.message_id);
    const channel = toText(row.channel, "api");
    const waits = toText(row.status, "pending") === "pending" && DELIVERED.has(channel);
    const agent = textOrNull(row.agent);
    into.addReply({
      id,
      conversation_id: into.conversationOf(messageId) ?? null,
      message_id: messageId,
      channel,
      sender: toText(row.sender),
      sender_id: textOrNull(row.sender_id),
      message: toText(row.message),
      original_message: toText(row.original_message),
      agent: agent === null ? null : context.ids.agent(agent),
      files: toTextList(row.files),
      metadata: toObjectText(row.metadata),
      status: waits ? "pending" : "acked",
      idempotency_key: `import_${id}`,
      created_at: timeOf(row.created_at, now),
      acked_at: waits ? null : timeOf(row.acked_at, now),
    });
    report.count(waits ? "replies to deliver" : "delivered replies");
  }
}

export function takeAgentMessages(
  rows: Iterable<LegacyRecord>,
  { into, ids, now, report }: ImportContext,
): void {
  for (const row of rows) {
    into.addAgentMessage({
      id: countOf(row.id),
      agent_id: ids.agent(toText(row.agent_id)),
      role: toText(row.role) === "user" ? "user" : "assistant",
      channel: toText(row.channel, "api"),
      sender: ids.agent(toText(row.sender)),
      message_id: toText(row.message_id),
      content: toText(row.content),
      created_at: timeOf(row.created_at, now),
    });
    report.count("lines of agents' histories");
  }
}

/** What was posted before the import counts as read. */
export function takeChatMessages(
  rows: Iterable<LegacyRecord>,
  { into, ids, now, report }: ImportContext,
): void {
  const newest = new Map<string, number>();
  for (const row of rows) {
    const id = countOf(row.id);
    const team = ids.team(toText(row.team_id));
    newest.set(team, Math.max(newest.get(team) ?? 0, id));
    into.addChatMessage({
      id,
      team_id: team,
      from_agent: ids.agent(toText(row.from_agent)),
      message: toText(row.message),
      conversation_id: null,
      created_at: timeOf(row.created_at, now),
    });
    report.count("posts of chat rooms");
  }
  for (const [team, readId] of newest) into.addRoomMark({ team_id: team, read_id: readId, updated_at: now });
}
