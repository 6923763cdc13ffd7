/** Statements that explain one message: found by any of its ids, with what is ahead of it in its lane. */
import type Database from "better-sqlite3";
import type { MessageRow, RunRow } from "../schema.js";
import { headOfLane } from "./lane-order.js";

export interface WhyStatements {
  /** The first message with this id. */
  byMessageId(messageId: string): MessageRow | undefined;
  /** The first message of the newest conversation with this reply id. */
  byReplyId(messageId: string): MessageRow | undefined;
  runsOf(messageRowId: number): RunRow[];
  /** The head of a lane; all other rows of the lane wait for it. */
  headOf(lane: string, now: number): MessageRow | undefined;
  countAhead(message: Pick<MessageRow, "lane" | "id" | "background">): number;
}

const OPEN = "status IN ('pending','processing')";

export function whyStatements(db: Database.Database): WhyStatements {
  const byMessageId = db.prepare<[string], MessageRow>(
    "SELECT * FROM messages WHERE message_id = ? ORDER BY id LIMIT 1",
  );
  const byReplyId = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = (SELECT id FROM conversations WHERE reply_to_id = ? ORDER BY created_at DESC LIMIT 1)
     ORDER BY id LIMIT 1`,
  );
  const runsOf = db.prepare<[number], RunRow>(
    "SELECT * FROM runs WHERE message_row_id = ? ORDER BY created_at, rowid LIMIT 1000",
  );
  const headOf = db.prepare<{ lane: string; now: number }, MessageRow>(
    `SELECT * FROM messages WHERE id = ${headOfLane("@lane", "@now")}`,
  );
  const earlier = (index: string, background: 0 | 1) =>
    db
      .prepare<[string, number], number>(
        `SELECT count(*) FROM messages INDEXED BY ${index} WHERE lane = ? AND id < ? AND ${OPEN} AND background = ${background}`,
      )
      .pluck();
  const [people, background] = [earlier("messages_people", 0), earlier("messages_background", 1)];
  const runsBackground = db
    .prepare<[string], number>(
      "SELECT background FROM messages INDEXED BY messages_live WHERE lane = ? AND status = 'processing'",
    )
    .pluck();
  return {
    byMessageId: (id) => byMessageId.get(id),
    byReplyId: (id) => byReplyId.get(id),
    runsOf: (id) => runsOf.all(id),
    headOf: (lane, now) => headOf.get({ lane, now }),
    countAhead({ lane, id, background: isBackground }) {
      if (isBackground === 1)
        return (people.get(lane, Number.MAX_SAFE_INTEGER) ?? 0) + (background.get(lane, id) ?? 0);
      return (people.get(lane, id) ?? 0) + (runsBackground.get(lane) ?? 0);
    },
  };
}
