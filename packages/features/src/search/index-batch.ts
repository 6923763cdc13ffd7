/**
 * Reads the next texts of the append-only tables into the index. Runs inside a write; limited in rows and in
 * characters, so that no message waits long for it.
 */
import type { AgentMessageRow, SearchEntry, Store } from "@tinyagi/kernel";
import { historyEntry, type ReadableText, roomEntry } from "./entry.js";

const BATCH_ROWS = 200;
const BATCH_CHARS = 512 * 1_024;

type Parts = Pick<Store, "search" | "conversations"> & { readable: ReadableText };

/** @returns whether all texts are in the index now */
export function indexBatch(parts: Parts): boolean {
  const { search } = parts;
  const history = take(parts, {
    source: "history",
    rows: search.historyAfter(search.progress("history"), BATCH_ROWS),
    toEntry: (row) => entryOfHistory(parts, row),
  });
  const rooms = take(parts, {
    source: "room",
    rows: search.roomsAfter(search.progress("room"), BATCH_ROWS),
    toEntry: (row) => roomEntry(row, parts.readable),
  });
  return history && rooms;
}

function take<Row extends { id: number }>(
  { search }: Pick<Parts, "search">,
  { source, rows, toEntry }: { source: string; rows: Row[]; toEntry: (row: Row) => SearchEntry | undefined },
): boolean {
  let chars = 0;
  let last: number | undefined;
  for (const row of rows) {
    if (chars > BATCH_CHARS) break;
    const entry = toEntry(row);
    if (entry !== undefined) search.put(entry);
    chars += entry?.body.length ?? 0;
    last = row.id;
  }
  if (last !== undefined) search.setProgress(source, last);
  return rows.length < BATCH_ROWS && last === rows.at(-1)?.id;
}

/**
 * A person's message is found once, however many agents received it. Messages between agents are left out. Imported
 * histories have no message in the queue, so all of them count.
 */
function entryOfHistory(
  { search, conversations, readable }: Parts,
  row: AgentMessageRow,
): SearchEntry | undefined {
  if (row.role === "assistant") {
    const { message_id: messageId, channel, created_at: time } = row;
    const conversationId = search.conversationOf({ messageId, channel, time });
    return historyEntry(row, { kind: "reply", conversationId, text: readable(row.content) });
  }
  const message = search.messageOf(row.message_id, row.agent_id);
  if (message === undefined)
    return historyEntry(row, { kind: "message", conversationId: undefined, text: row.content });
  const { conversation_id: conversationId } = message;
  const isPersons = message.kind === "user" || (message.kind === "chain" && message.chain_step === 0);
  if (!isPersons || search.firstMessage(conversationId) !== message.id) return undefined;
  const text = conversations.get(conversationId)?.text ?? row.content;
  return historyEntry(row, { kind: "message", conversationId, text });
}
