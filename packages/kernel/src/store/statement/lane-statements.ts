/** Statements on lanes: messages that run one after another. */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";
import { BEGINNING } from "./beginning.js";
import { headOfLane } from "./lane-order.js";

/** An open message with the start of its texts. */
export type LaneRow = Omit<MessageRow, "result_text" | "result_notes" | "result_files"> & {
  channel: string;
  sender: string;
  /** Of its conversation. */
  metadata: string | null;
  task_id: string | null;
};

export interface LaneStatements {
  /** Names of lanes with open messages, in their order. */
  names(limit: number): string[];
  /** The first open messages of a lane, in the order of their runs. */
  head(lane: string, place: { limit: number; now: number }): LaneRow[];
  count(lane: string): number;
}

const OPEN = "status IN ('pending','processing')";

export function laneStatements(db: Database.Database): LaneStatements {
  // Jumps from lane to lane: a lane with 100,000 messages costs as much as one with a single message.
  const next = db
    .prepare<[string], string>(
      `SELECT lane FROM messages INDEXED BY messages_lane WHERE lane > ? AND ${OPEN} ORDER BY lane LIMIT 1`,
    )
    .pluck();
  const rows = `SELECT m.id, m.message_id, m.conversation_id, m.lane, m.agent_id, m.team_id, m.kind, m.from_agent, m.parent_run_id, m.hop, m.chain_step,
       ${BEGINNING}, m.title, m.status, m.attempts, m.failures, m.interruptions, m.total_attempts, m.not_before,
       m.waiting_since, m.boot_id, m.run_id, m.error_class, m.last_error, m.failure, m.reported, m.created_at, m.updated_at, m.finished_at,
       m.batched_into, m.provider_index, m.when_busy, m.background, c.channel, c.sender, c.metadata, c.task_id`;
  const from = (index: string) =>
    `${rows} FROM messages m ${index} CROSS JOIN conversations c ON c.id = m.conversation_id`;
  const first = db.prepare<{ lane: string; now: number }, LaneRow>(
    `${from("")} WHERE m.id = ${headOfLane("@lane", "@now")}`,
  );
  const ofKind = (index: string, background: 0 | 1) =>
    db.prepare<[string, number], LaneRow>(
      `${from(`INDEXED BY ${index}`)} WHERE m.lane = ? AND m.${OPEN} AND m.background = ${background} ORDER BY m.id LIMIT ?`,
    );
  const people = ofKind("messages_people", 0);
  const background = ofKind("messages_background", 1);
  const count = db
    .prepare<[string], number>(
      `SELECT count(*) FROM messages INDEXED BY messages_lane WHERE lane = ? AND ${OPEN}`,
    )
    .pluck();
  return {
    names(limit) {
      const names: string[] = [];
      let name = next.get("");
      while (name !== undefined && names.length < limit) {
        names.push(name);
        name = next.get(name);
      }
      return names;
    },
    head(lane, { limit, now }) {
      const head = first.get({ lane, now });
      if (head === undefined) return [];
      const others = [...people.all(lane, limit), ...background.all(lane, limit)];
      return [head, ...others.filter(({ id }) => id !== head.id)].slice(0, limit);
    },
    count: (lane) => count.get(lane) ?? 0,
  };
}
