/** Statements on lanes: what runs, what is next, and how much waits. */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";
import { headOfLane } from "./lane-order.js";
import { LANES, OPEN } from "./open-lanes.js";

/** A row with the channel and sender of its conversation. */
export type ActiveRow = MessageRow & { channel: string; sender: string };

/**
 * A row that failed more than this in the future did so before the clock was set back: its wait, by the earlier clock,
 * is over. Smaller differences are ordinary clock corrections, and the row continues to wait.
 */
const SET_BACK_MS = 60_000;
/** For each lane: its head, whether a row of it runs, and how many rows are open. In a `held` lane, all rows but one are queued. */
const LANE_STATE = `WITH RECURSIVE ${LANES},
  counted AS MATERIALIZED (SELECT lane,
    ${headOfLane("lanes.lane", "@now")} AS head,
    (SELECT count(*) FROM messages INDEXED BY messages_lane WHERE lane = lanes.lane AND ${OPEN}) AS open,
    EXISTS (SELECT 1 FROM messages INDEXED BY messages_live WHERE lane = lanes.lane AND status = 'processing') AS live
    FROM lanes WHERE lane IS NOT NULL),
  state AS (SELECT counted.*, m.agent_id AS agent, (live OR m.not_before IS NOT NULL) AS held FROM counted CROSS JOIN messages m ON m.id = head)`;

export interface MessageLaneStatements {
  /** Claims the head of a lane if it is due, nothing holds it and the lane is not busy. One statement with two index look-ups, whatever the backlog. */
  claimHead(claim: { lane: string; runId: string; bootId: string; now: number }): MessageRow | undefined;
  openLanes(): string[];
  /** The first time after `after` at which a pending message is due. Default: of all that have one. */
  nextDue(after?: number): number | null;
  /** Oldest first. Reads the index of all open rows. */
  withStatus(status: "pending" | "processing", limit: number): MessageRow[];
  countByStatus(): { status: MessageRow["status"]; n: number }[];
  /** By the agent of the head of each lane; a lane belongs to one agent. */
  openByAgent(now: number): { agent: string; pending: number; queued: number; processing: number }[];
  /** Whose lane it is; undefined for one without open rows. */
  agentOfLane(lane: string): string | undefined;
  /** Running messages, longest first, then those that wait behind them, in order. */
  active(limit: number): ActiveRow[];
  /** Pending rows behind a running or waiting row of their lane: `queued` on the old wire. */
  countQueued(now: number): number;
}

export function messageLaneStatements(db: Database.Database): MessageLaneStatements {
  const claimHead = db.prepare<[object], MessageRow>(
    `UPDATE messages SET status = 'processing', attempts = attempts + 1, total_attempts = total_attempts + 1, run_id = @runId, boot_id = @bootId,
       not_before = NULL, updated_at = @now
     WHERE id = ${headOfLane("@lane", "@now")} AND status = 'pending' AND (not_before IS NULL OR not_before <= @now OR updated_at > @now + ${SET_BACK_MS})
       AND NOT EXISTS (SELECT 1 FROM messages INDEXED BY messages_live WHERE lane = @lane AND status = 'processing')
       AND NOT EXISTS (SELECT 1 FROM message_holds WHERE message_row_id = messages.id) RETURNING *`,
  );
  const live = db.prepare<[number], ActiveRow>(
    `SELECT m.*, c.channel AS channel, c.sender AS sender FROM messages m INDEXED BY messages_live CROSS JOIN conversations c ON c.id = m.conversation_id
     WHERE m.status = 'processing' ORDER BY m.updated_at, m.id LIMIT ?`,
  );
  const behind = db.prepare<[string, number], ActiveRow>(
    `SELECT m.*, c.channel AS channel, c.sender AS sender FROM messages m INDEXED BY messages_lane CROSS JOIN conversations c ON c.id = m.conversation_id
     WHERE m.lane = ? AND m.${OPEN} AND m.status = 'pending' ORDER BY m.id LIMIT ?`,
  );
  const liveLanes = db
    .prepare<[], string>("SELECT lane FROM messages INDEXED BY messages_live WHERE status = 'processing'")
    .pluck();
  const openByAgent = db.prepare<
    [object],
    { agent: string; pending: number; queued: number; processing: number }
  >(
    `${LANE_STATE} SELECT agent, sum(iif(held, 1 - live, open)) AS pending, sum(iif(held, open - 1, 0)) AS queued, sum(live) AS processing
     FROM state GROUP BY agent ORDER BY agent`,
  );
  const countQueued = db
    .prepare<[object], number | null>(`${LANE_STATE} SELECT sum(open - 1) FROM state WHERE held`)
    .pluck();
  const openLanes = db
    .prepare<[], string>(`WITH RECURSIVE ${LANES} SELECT lane FROM lanes WHERE lane IS NOT NULL`)
    .pluck();
  const nextDue = db
    .prepare<[number], number | null>(
      // A held message is woken by the end of its hold. The index is named, because the planner would rather read all pending rows: 31 ms instead of 0.1 at 100,000.
      `SELECT not_before FROM messages INDEXED BY messages_due WHERE status = 'pending' AND not_before > ?
         AND NOT EXISTS (SELECT 1 FROM message_holds WHERE message_row_id = messages.id) ORDER BY not_before LIMIT 1`,
    )
    .pluck();
  const agentOfLane = db
    .prepare<[string], string>(
      `SELECT agent_id FROM messages INDEXED BY messages_lane WHERE lane = ? AND ${OPEN} LIMIT 1`,
    )
    .pluck();
  const byStatus = db.prepare<[string, number], MessageRow>(
    `SELECT * FROM messages WHERE id IN (SELECT id FROM messages INDEXED BY messages_lane WHERE ${OPEN} AND status = ? ORDER BY id LIMIT ?) ORDER BY id`,
  );
  // One index for each part: one of all rows would change with each claim.
  const counts = db.prepare<[], { status: MessageRow["status"]; n: number }>(
    `WITH open AS (SELECT (SELECT count(*) FROM messages INDEXED BY messages_lane WHERE ${OPEN}) AS n,
       (SELECT count(*) FROM messages INDEXED BY messages_live WHERE status = 'processing') AS live)
     SELECT 'pending' AS status, n - live AS n FROM open WHERE n > live
     UNION ALL SELECT 'processing', live FROM open WHERE live > 0
     UNION ALL SELECT status, count(*) FROM messages INDEXED BY messages_finished WHERE status IN ('completed','cancelled') GROUP BY status
     UNION ALL SELECT 'dead', n FROM (SELECT count(*) AS n FROM messages INDEXED BY messages_dead WHERE status = 'dead') WHERE n > 0`,
  );
  return {
    claimHead: (claim) => claimHead.get(claim),
    openLanes: () => openLanes.all(),
    nextDue: (after = -1) => nextDue.get(after) ?? null,
    withStatus: (status, limit) => byStatus.all(status, limit),
    countByStatus: () => counts.all(),
    agentOfLane: (lane) => agentOfLane.get(lane),
    openByAgent: (now) => openByAgent.all({ now }),
    active(limit) {
      const running = live.all(limit);
      const left = limit - running.length;
      if (left === 0) return running;
      const waiting = liveLanes.all().flatMap((lane) => behind.all(lane, left));
      return [...running, ...waiting.sort((a, b) => a.id - b.id).slice(0, left)];
    },
    countQueued: (now) => countQueued.get({ now }) ?? 0,
  };
}
