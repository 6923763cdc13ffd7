/** Entries of the search index: their numbers, and what they keep of a text. Pure. */
import { createHash } from "node:crypto";
import { cutText } from "@tinyagi/base";
import type { AgentMessageRow, ChatMessageRow, CommentRow, SearchEntry, TaskRow } from "@tinyagi/kernel";
import { type SearchSource, toRange } from "@tinyagi/kernel";

/** Longest text of one entry in characters; search does not find what comes after it. */
const BODY_MAX_CHARS = 65_536;
/** Turns an agent's output into the text that people read, find and see: without raw tags. */
export type ReadableText = (text: string) => string;

/** Number of the entry of a row. Text ids are hashed: 48 bits are enough for a board. */
export function toRowid(source: SearchSource, id: number | string): number {
  const number = typeof id === "number" ? id : createHash("sha256").update(id).digest().readUIntBE(0, 6);
  return firstOf(source) + number;
}

/** The id of the source's row behind a number; useless for hashed ids. */
export function idOf(source: SearchSource, rowid: number): number {
  return rowid - firstOf(source);
}

function firstOf(source: SearchSource): number {
  return toRange(source).above + 1;
}

export function historyEntry(
  row: AgentMessageRow,
  found: { kind: "message" | "reply"; conversationId: string | undefined; text: string },
): SearchEntry {
  return {
    rowid: toRowid("history", row.id),
    title: "",
    body: searchable(found.text),
    kind: found.kind,
    ref: found.conversationId ?? "",
    agent: row.agent_id,
    time: row.created_at,
  };
}

export function roomEntry(row: ChatMessageRow, readable: ReadableText): SearchEntry {
  return {
    rowid: toRowid("room", row.id),
    title: "",
    body: searchable(readable(row.message)),
    kind: "room",
    ref: row.team_id,
    agent: row.from_agent,
    time: row.created_at,
  };
}

export function taskEntry(row: TaskRow): SearchEntry {
  return {
    rowid: toRowid("task", row.id),
    title: searchable(`${row.identifier} ${row.title}`),
    body: searchable(row.description),
    kind: "task",
    ref: row.id,
    agent: row.assignee,
    time: row.updated_at,
  };
}

/** A hit shows the title of its task, but the title is not searched: its words find the task itself. */
export function commentEntry(row: CommentRow): SearchEntry {
  return {
    rowid: toRowid("comment", row.id),
    title: "",
    body: searchable(row.content),
    kind: "comment",
    ref: row.task_id,
    agent: row.author_type === "agent" ? row.author : "",
    time: row.created_at,
  };
}

/** Control characters mark what was found; in the text they would look like marks. */
function searchable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return cutText(text, BODY_MAX_CHARS).replace(/[\u0000-\u001f\u007f]+/g, " ");
}
