/** Entries of the search index: their numbers, and what they keep of a text. Pure. */
import { createHash } from "node:crypto";
import { cutText } from "../base/cut-text.js";
import type { AgentMessageRow, ChatMessageRow, CommentRow, TaskRow } from "../store/schema.js";
import type { SearchEntry } from "../store/statement/search-statements.js";

/** Longest text of one entry in characters; search does not find what comes after it. */
const BODY_MAX_CHARS = 65_536;
/** Each source has its own range; the last one ends below 2^53. */
const RANGE = 2 ** 48;
const RANGES = { history: 1, room: 2, task: 3, comment: 4 } as const;

/** Turns an agent's output into the text that people read, find and see: without raw tags. */
export type ReadableText = (text: string) => string;

export type SearchSource = keyof typeof RANGES;

/** Number of the entry of a row. Text ids are hashed: 48 bits are enough for a board. */
export function rowidOf(source: SearchSource, id: number | string): number {
  const number = typeof id === "number" ? id : createHash("sha256").update(id).digest().readUIntBE(0, 6);
  return RANGES[source] * RANGE + number;
}

/** Bounds of a source's numbers, both exclusive. */
export function rangeOf(source: SearchSource): { above: number; below: number } {
  return { above: RANGES[source] * RANGE - 1, below: (RANGES[source] + 1) * RANGE };
}

/** The id of the source's row behind a number; useless for hashed ids. */
export function idOf(source: SearchSource, rowid: number): number {
  return rowid - RANGES[source] * RANGE;
}

export function historyEntry(
  row: AgentMessageRow,
  found: { kind: "message" | "reply"; conversationId: string | undefined; text: string },
): SearchEntry {
  return {
    rowid: rowidOf("history", row.id),
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
    rowid: rowidOf("room", row.id),
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
    rowid: rowidOf("task", row.id),
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
    rowid: rowidOf("comment", row.id),
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
