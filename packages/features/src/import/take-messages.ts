/**
 * The old queue. Unfinished messages wait in the new queue, finished ones become history, dead ones become dead
 * letters that can be retried. Old rows have no conversation, so each gets its own.
 */

import type { MessageRow } from "@tinyagi/kernel";
import { readUnquoted, titleOfMessage } from "@tinyagi/kernel";
import { type ImportContext, quoted } from "./context.js";
import { countOf, type LegacyRecord, textOrNull, timeOf, toText } from "./legacy-value.js";

const ROOM_CHANNEL = "chatroom";
/** `@id text` or `@id: text`, which agents of 0.0.20 received unchanged. */
const PREFIX = /^@(\S+?):?\s+([\s\S]+)$/;
const ROOM_HEADER = /^\[Chat room #([^\s\]]+)/;
const UNFINISHED: ReadonlySet<string> = new Set(["pending", "queued", "processing"]);

type State = "pending" | "completed" | "dead";

export function takeMessages(rows: Iterable<LegacyRecord>, context: ImportContext): void {
  for (const row of rows) {
    const id = countOf(row.id);
    const messageId = toText(row.message_id, `import_${id}`);
    const state = stateOf(row, context);
    const work = workOf(row, context);
    const conversationId = context.newId("conv");
    addConversation(row, { context, conversationId, messageId, state, kind: work.kind, teamId: work.teamId });
    const content = readUnquoted({
      kind: work.kind,
      from_agent: textOrNull(row.from_agent),
      team_id: work.kind === "room" ? (ROOM_HEADER.exec(work.text)?.[1] ?? null) : null,
      text: work.text,
    });
    const created = timeOf(row.created_at, context.now);
    const ended = timeOf(row.updated_at, created);
    const error = state === "dead" ? toError(row) : { error_class: null, last_error: null };
    context.into.addMessage({
      id,
      message_id: messageId,
      conversation_id: conversationId,
      lane: work.agentId,
      agent_id: work.agentId,
      team_id: work.teamId,
      kind: work.kind,
      from_agent: work.fromAgent,
      ...content,
      title: titleOfMessage(content),
      status: state,
      total_attempts: countOf(row.retry_count),
      ...error,
      reported: state === "pending" ? 0 : 1,
      created_at: created,
      updated_at: ended,
      finished_at: state === "pending" ? null : ended,
    });
    context.report.count(state === "pending" ? "waiting messages" : `${state} messages`);
  }
}

function stateOf(row: LegacyRecord, context: ImportContext): State {
  const status = toText(row.status);
  if (status === "completed" || status === "dead") return status;
  if (!UNFINISHED.has(status))
    context.report.note(`Message ${countOf(row.id)} was in an unknown state and waits to be run.`);
  if (status === "processing")
    context.report.note(
      `Message ${countOf(row.id)} was being processed when 0.0.20 ended; it runs again from the start.`,
    );
  return "pending";
}

function toError(row: LegacyRecord): Pick<MessageRow, "error_class" | "last_error"> {
  return {
    error_class: "transient",
    last_error: toText(row.last_error, "it failed in 0.0.20, which recorded no reason"),
  };
}

interface Work {
  agentId: string;
  teamId: string | null;
  kind: "user" | "handoff" | "room";
  fromAgent: string | null;
  text: string;
}

function workOf(row: LegacyRecord, context: ImportContext): Work {
  const { ids } = context;
  const raw = toText(row.message);
  const from = textOrNull(row.from_agent);
  const fromAgent = from === null ? null : ids.agent(from);
  const { agentId, teamId, text } = resolveAddressee(row, raw, context);
  if (toText(row.channel) === ROOM_CHANNEL) {
    const room = ROOM_HEADER.exec(raw)?.[1];
    return {
      agentId,
      teamId: room === undefined ? null : ids.team(room),
      kind: "room",
      fromAgent,
      text: raw,
    };
  }
  if (fromAgent === null) return { agentId, teamId, kind: "user", fromAgent, text };
  return { agentId, teamId: ids.sharedTeam(fromAgent, agentId), kind: "handoff", fromAgent, text: raw };
}

/** As in 0.0.20: the agent of the row if it exists, else the one the text starts with, else the default one. */
function resolveAddressee(
  row: LegacyRecord,
  raw: string,
  { ids, report }: ImportContext,
): Pick<Work, "agentId" | "teamId" | "text"> {
  const [, tag = "", rest = ""] = PREFIX.exec(raw) ?? [];
  const named = ids.target(tag.toLowerCase());
  const leader = ids.findLeader(named);
  const stored = toText(row.agent);
  const storedId = ids.agent(stored);
  if (ids.hasAgent(storedId)) {
    if (storedId === named) return { agentId: storedId, teamId: null, text: rest };
    if (storedId === leader) return { agentId: storedId, teamId: named, text: rest };
    return { agentId: storedId, teamId: null, text: raw };
  }
  if (ids.hasAgent(named)) return { agentId: named, teamId: null, text: rest };
  if (leader !== undefined) return { agentId: leader, teamId: named, text: rest };
  const agentId = ids.standard ?? (stored === "" ? "tinyagi" : storedId);
  if (stored !== "" && UNFINISHED.has(toText(row.status)))
    report.note(
      `Message ${countOf(row.id)} waited for the agent ${quoted(stored)}, which is not configured; @${agentId} gets it.`,
    );
  return { agentId, teamId: null, text: raw };
}

function addConversation(
  row: LegacyRecord,
  part: {
    context: ImportContext;
    conversationId: string;
    messageId: string;
    state: State;
    kind: Work["kind"];
    teamId: string | null;
  },
): void {
  const { context, messageId, state } = part;
  const open = state === "pending" && part.kind !== "room";
  const created = timeOf(row.created_at, context.now);
  const ended = timeOf(row.updated_at, created);
  // Time limits count from the import, because the wait for the upgrade must not count.
  const began = open ? context.now : created;
  context.into.addConversation({
    id: part.conversationId,
    inbound_id: messageId,
    reply_to_id: messageId,
    channel: toText(row.channel, "api"),
    sender: toText(row.sender, "API"),
    sender_id: textOrNull(row.sender_id),
    team_id: part.teamId,
    join_mode: "reply",
    join_explicit: 0,
    status: open ? "open" : "closed",
    text: toText(row.message),
    chain: null,
    limits: context.limits.text,
    notes: "[]",
    follow_up_of: null,
    metadata: null,
    quiet: 0,
    task_id: null,
    created_at: began,
    deadline_at: began + context.limits.durationMs,
    closed_at: open ? null : state === "pending" ? context.now : ended,
  });
}
