/**
 * Statements on queue rows. `status` changes only here, and each change checks the status before it; the queue
 * asserts that exactly one row changed.
 */
import type Database from "better-sqlite3";
import { type NewContent, titleOfMessage } from "../../message/content.js";
import type { MessageRow } from "../schema.js";
import { type ClaimFence, type FailureFacts, FENCE } from "./claim-fence.js";
import { headOfLane } from "./lane-order.js";
import { RELEASED, type Requeue, requeueStatements } from "./requeue-statements.js";

export type NewMessage = Pick<
  MessageRow,
  | "message_id"
  | "conversation_id"
  | "lane"
  | "agent_id"
  | "team_id"
  | "kind"
  | "from_agent"
  | "parent_run_id"
  | "hop"
  | "chain_step"
  | "text"
  | "created_at"
> &
  Partial<Pick<MessageRow, "when_busy" | "background" | "not_before" | "shared" | "context">>;

/** An open message that waits for a provider, or is just trying it, with whose it is. */
export interface WaitingRow {
  id: number;
  conversation_id: string;
  channel: string;
  sender: string;
  sender_id: string | null;
  noticed_at: number | null;
  /** Of the failure after which it waits. */
  cause: string;
  /** Of the worker where it failed; null for this machine. */
  place: string | null;
}

/** Why a budget ended a message. `refused` 1: it had not begun. */
interface StopColumns {
  error: string;
  failure: string | null;
  refused: 0 | 1;
  now: number;
}

/** A row with the channel and sender of its conversation. */
export type ActiveRow = MessageRow & { channel: string; sender: string };

/** What is kept of an answer. `notes` and `files` are JSON. */
export interface AnswerColumns {
  text: string | null;
  /** Default: none. */
  notes?: string | null;
  files: string | null;
}

export interface MessageStatements {
  insert(row: NewMessage): number;
  get(id: number): MessageRow | undefined;
  /** What a pending message that has not been tried says, and until when it waits for more. */
  extend(id: number, change: NewContent & { notBefore: number | null; now: number }): number;
  /** Claims the head of a lane if it is due, nothing holds it and the lane is not busy. One statement with two index look-ups, whatever the backlog. */
  claimHead(claim: { lane: string; runId: string; bootId: string; now: number }): MessageRow | undefined;
  complete(fence: ClaimFence, result: AnswerColumns & { now: number }): number;
  /** Back into its lane: a claimed message, a dead letter, or one that a budget stopped. */
  requeue: Requeue;
  die(fence: ClaimFence, failure: FailureFacts): number;
  /** Who waits for the provider: at most 500 open messages. */
  waitingFor(provider: string): WaitingRow[];
  /** Providers that pending messages wait for, each once. */
  awaitedProviders(): string[];
  /** Messages that wait for the provider are due now. @returns their lanes */
  endWait(provider: string, now: number): string[];
  /** A message that waits for another attempt is due now. */
  tryNow(id: number, now: number): number;
  /** What patience counts from, after a time in which nobody could answer: it moves by so many milliseconds, at most to now. */
  moveWaits(ms: number, now: number): void;
  cancel(id: number, end: { error: string; failure?: string; now: number }): number;
  /** processing → cancelled, because of a budget. A run that was refused does not count as an attempt. */
  stop(fence: ClaimFence, stop: StopColumns & AnswerColumns): number;
  /** pending → cancelled, because of a budget. */
  refuse(id: number, stop: Omit<StopColumns, "refused">): number;
  /** As `stop`, for a room post in the run of another one. */
  stopMember(id: number, stop: StopColumns): number;
  /** processing rows of earlier boots → pending. */
  recover(bootId: string, now: number): MessageRow[];
  /** A row of a dead boot whose run goes on. @returns 1 when this run holds it */
  adopt(claim: ClaimFence): number;
  /** Counts an interruption. */
  blame(id: number): void;
  /** Pending heads of lanes that were claimed before. */
  triedHeads(now: number): MessageRow[];
  /** pending rows that were interrupted too often → dead. */
  failAfterCrashes(id: number, end: { error: string; failure: string; now: number }): number;
  deleteDead(id: number): number;
  markReported(id: number): void;
  openLanes(): string[];
  /** The first time after `after` at which a pending message is due. Default: of all that have one. */
  nextDue(after?: number): number | null;
  /**
   * Kinds of the open messages of a conversation, newest first. Read as far as needed: in a large conversation, reading all
   * of them whenever one ends would take quadratic time. No other statement may run before the last one is read.
   */
  openKinds(conversationId: string): Iterable<Pick<MessageRow, "kind">>;
  /** Kinds of the messages of a conversation that wait for a retry. Only heads of lanes do, so there are few. */
  retryingKinds(conversationId: string): Pick<MessageRow, "kind">[];
  openInConversation(conversationId: string): MessageRow[];
  /** The oldest of them. */
  firstOpen(conversationId: string): MessageRow | undefined;
  inConversation(conversationId: string): MessageRow[];
  /** Who got the first message of a conversation. */
  firstAgent(conversationId: string): string | undefined;
  /** The conversation of each message that is processed: one for each lane at most. */
  workingIn(): string[];
  /** The agents of a conversation's earlier messages, each once, without room posts and sub-agents. */
  agentsBefore(conversationId: string, id: number): string[];
  countInConversation(conversationId: string): number;
  pairCounts(conversationId: string): { from_agent: string; agent_id: string; n: number }[];
  /** Handoffs that one run has made in a conversation. */
  countHandoffs(conversationId: string, runId: string): number;
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

const OPEN = "status IN ('pending','processing')";
/**
 * A row that failed more than this in the future did so before the clock was set back: its wait, by the earlier clock,
 * is over. Smaller differences are ordinary clock corrections, and the row continues to wait.
 */
const SET_BACK_MS = 60_000;
/**
 * The lanes with open rows, found by jumping from one to the next in the index: the cost depends on the number of lanes,
 * not on the backlog (100,000 rows in ten lanes: ten look-ups).
 */
const LANES = `lanes(lane) AS (SELECT min(lane) FROM messages INDEXED BY messages_lane WHERE ${OPEN} UNION ALL
  SELECT (SELECT min(lane) FROM messages INDEXED BY messages_lane WHERE ${OPEN} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)`;
/** For each lane: its head, whether a row of it runs, and how many rows are open. In a `held` lane, all rows but one are queued. */
const LANE_STATE = `WITH RECURSIVE ${LANES},
  counted AS MATERIALIZED (SELECT lane,
    ${headOfLane("lanes.lane", "@now")} AS head,
    (SELECT count(*) FROM messages INDEXED BY messages_lane WHERE lane = lanes.lane AND ${OPEN}) AS open,
    EXISTS (SELECT 1 FROM messages INDEXED BY messages_live WHERE lane = lanes.lane AND status = 'processing') AS live
    FROM lanes WHERE lane IS NOT NULL),
  state AS (SELECT counted.*, m.agent_id AS agent, (live OR m.not_before IS NOT NULL) AS held FROM counted CROSS JOIN messages m ON m.id = head)`;

export function messageStatements(db: Database.Database): MessageStatements {
  const insert = db.prepare(
    `INSERT INTO messages (message_id,conversation_id,lane,agent_id,team_id,kind,from_agent,parent_run_id,hop,chain_step,text,shared,context,title,when_busy,background,not_before,created_at,updated_at)
     VALUES (@message_id,@conversation_id,@lane,@agent_id,@team_id,@kind,@from_agent,@parent_run_id,@hop,@chain_step,@text,@shared,@context,@title,@when_busy,@background,@not_before,@created_at,@created_at)`,
  );
  const claimHead = db.prepare<[object], MessageRow>(
    `UPDATE messages SET status = 'processing', attempts = attempts + 1, total_attempts = total_attempts + 1, run_id = @runId, boot_id = @bootId,
       not_before = NULL, updated_at = @now
     WHERE id = ${headOfLane("@lane", "@now")} AND status = 'pending' AND (not_before IS NULL OR not_before <= @now OR updated_at > @now + ${SET_BACK_MS})
       AND NOT EXISTS (SELECT 1 FROM messages INDEXED BY messages_live WHERE lane = @lane AND status = 'processing')
       AND NOT EXISTS (SELECT 1 FROM message_holds WHERE message_row_id = messages.id) RETURNING *`,
  );
  const complete = db.prepare(
    `UPDATE messages SET status = 'completed', run_id = NULL, result_text = @text, result_notes = @notes, result_files = @files, error_class = NULL, last_error = NULL, failure = NULL, waiting_since = NULL,
       updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const die = db.prepare(
    `UPDATE messages SET status = 'dead', run_id = NULL, failures = failures + 1, error_class = @errorClass, last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const waitingFor = db.prepare<[string], WaitingRow>(
    `SELECT m.id, m.conversation_id, c.channel, c.sender, c.sender_id, c.noticed_at, json_extract(m.failure, '$.cause') AS cause, json_extract(m.failure, '$.place') AS place FROM messages m INDEXED BY messages_lane
       CROSS JOIN conversations c ON c.id = m.conversation_id
     WHERE m.${OPEN} AND json_extract(m.failure, '$.provider') = ? AND json_extract(m.failure, '$.waitsUntil') IS NOT NULL LIMIT 500`,
  );
  const awaitedProviders = db
    .prepare<[], string>(
      `SELECT json_extract(failure, '$.provider') FROM messages INDEXED BY messages_due WHERE status = 'pending' AND not_before IS NOT NULL
         AND json_extract(failure, '$.provider') IS NOT NULL AND json_extract(failure, '$.waitsUntil') IS NOT NULL`,
    )
    .pluck();
  const endWait = db
    .prepare<[object], string>(
      `UPDATE messages INDEXED BY messages_due SET not_before = @now, updated_at = @now
       WHERE status = 'pending' AND not_before > @now AND json_extract(failure, '$.provider') = @provider RETURNING lane`,
    )
    .pluck();
  const tryNow = db.prepare(
    "UPDATE messages SET not_before = @now, updated_at = @now WHERE id = @id AND status = 'pending' AND not_before > @now",
  );
  const moveWaits = db.prepare(
    `UPDATE messages SET waiting_since = min(@now, waiting_since + @ms),
       failure = iif(json_extract(failure, '$.patienceFrom') < @now,
         json_set(failure, '$.patienceFrom', min(@now, json_extract(failure, '$.patienceFrom') + @ms)), failure)
     WHERE ${OPEN} AND waiting_since IS NOT NULL`,
  );
  const cancel = db.prepare(
    `UPDATE messages SET status = 'cancelled', run_id = NULL, error_class = 'cancelled', last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE id = @id AND ${OPEN}`,
  );
  const stopped = `UPDATE messages SET status = 'cancelled', run_id = NULL, attempts = attempts - @refused, total_attempts = total_attempts - @refused,
       result_text = @text, result_notes = @notes, result_files = @files, error_class = 'budget', last_error = @error, failure = @failure, waiting_since = NULL, updated_at = @now, finished_at = @now`;
  const stop = db.prepare(`${stopped} WHERE ${FENCE}`);
  const refuse = db.prepare(
    `UPDATE messages SET status = 'cancelled', error_class = 'budget', last_error = @error, failure = @failure, not_before = NULL, waiting_since = NULL, updated_at = @now, finished_at = @now
     WHERE id = @id AND status = 'pending'`,
  );
  const stopMember = db.prepare(`${stopped} WHERE id = @id AND ${OPEN}`);
  const recover = db.prepare<[object], MessageRow>(
    `UPDATE messages INDEXED BY messages_live SET status = 'pending', run_id = NULL, ${RELEASED}, updated_at = @now
     WHERE status = 'processing' AND boot_id IS NOT @bootId RETURNING *`,
  );
  const adopt = db.prepare(
    "UPDATE messages SET boot_id = @bootId WHERE id = @id AND status = 'processing' AND run_id = @runId",
  );
  const blame = db.prepare("UPDATE messages SET interruptions = interruptions + 1 WHERE id = ?");
  const triedHeads = db.prepare<[object], MessageRow>(
    `WITH RECURSIVE ${LANES} SELECT m.* FROM lanes CROSS JOIN messages m
       ON m.id = ${headOfLane("lanes.lane", "@now")}
     WHERE lanes.lane IS NOT NULL AND m.status = 'pending' AND m.attempts > 0`,
  );
  const failAfterCrashes = db.prepare(
    `UPDATE messages SET status = 'dead', error_class = 'interrupted', last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE id = @id AND status = 'pending'`,
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
  const get = db.prepare<[number], MessageRow>("SELECT * FROM messages WHERE id = ?");
  const extend = db.prepare(
    "UPDATE messages SET text = @text, shared = @shared, context = @context, title = @title, not_before = @notBefore, updated_at = @now WHERE id = @id AND status = 'pending' AND attempts = 0",
  );
  const openIn = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = ? AND ${OPEN} ORDER BY id`,
  );
  const firstOpen = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = ? AND ${OPEN} ORDER BY id LIMIT 1`,
  );
  const openKinds = db.prepare<[string], Pick<MessageRow, "kind">>(
    `SELECT kind FROM messages INDEXED BY messages_conversation WHERE conversation_id = ? AND ${OPEN} ORDER BY id DESC`,
  );
  const retryingKinds = db.prepare<[string], Pick<MessageRow, "kind">>(
    "SELECT kind FROM messages INDEXED BY messages_due WHERE status = 'pending' AND not_before IS NOT NULL AND (waiting_since IS NOT NULL OR failure IS NOT NULL) AND conversation_id = ?",
  );
  const allIn = db.prepare<[string], MessageRow>(
    "SELECT * FROM messages WHERE conversation_id = ? ORDER BY id",
  );
  const countIn = db
    .prepare<[string], number>("SELECT count(*) FROM messages WHERE conversation_id = ?")
    .pluck();
  const pairs = db.prepare<[string], { from_agent: string; agent_id: string; n: number }>(
    "SELECT from_agent, agent_id, count(*) AS n FROM messages WHERE conversation_id = ? AND kind = 'handoff' AND from_agent IS NOT NULL GROUP BY from_agent, agent_id",
  );
  const handoffsOf = db
    .prepare<[string, string], number>(
      "SELECT count(*) FROM messages WHERE conversation_id = ? AND kind = 'handoff' AND parent_run_id = ?",
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
  const deleteDead = db.prepare("DELETE FROM messages WHERE id = ? AND status = 'dead'");
  const firstAgent = db
    .prepare<[string], string>(
      "SELECT agent_id FROM messages INDEXED BY messages_conversation WHERE conversation_id = ? ORDER BY id LIMIT 1",
    )
    .pluck();
  const workingIn = db
    .prepare<[], string>(
      "SELECT conversation_id FROM messages INDEXED BY messages_live WHERE status = 'processing'",
    )
    .pluck();
  const agentsBefore = db
    .prepare<[string, number], string>(
      "SELECT agent_id FROM messages WHERE conversation_id = ? AND id < ? AND kind NOT IN ('room','node') ORDER BY id",
    )
    .pluck();
  const markReported = db.prepare("UPDATE messages SET reported = 1 WHERE id = ?");
  return {
    insert: (given) => {
      const row = { when_busy: null, background: 0, not_before: null, shared: null, context: null, ...given };
      return Number(insert.run({ ...row, title: titleOfMessage(row) }).lastInsertRowid);
    },
    get: (id) => get.get(id),
    extend: (id, change) => extend.run({ id, ...change, title: titleOfMessage(change) }).changes,
    claimHead: (claim) => claimHead.get(claim),
    complete: (fence, result) => complete.run({ ...fence, notes: null, ...result }).changes,
    requeue: requeueStatements(db),
    die: (fence, failure) => die.run({ ...fence, failure: null, ...failure }).changes,
    waitingFor: (provider) => waitingFor.all(provider),
    awaitedProviders: () => [...new Set(awaitedProviders.all())],
    endWait: (provider, now) => endWait.all({ provider, now }),
    tryNow: (id, now) => tryNow.run({ id, now }).changes,
    moveWaits: (ms, now) => void moveWaits.run({ ms, now }),
    cancel: (id, end) => cancel.run({ id, failure: null, ...end }).changes,
    stop: (fence, facts) => stop.run({ ...fence, notes: null, ...facts }).changes,
    refuse: (id, stop) => refuse.run({ id, ...stop }).changes,
    stopMember: (id, facts) => stopMember.run({ id, text: null, notes: null, files: null, ...facts }).changes,
    recover: (bootId, now) => recover.all({ bootId, now }),
    adopt: (claim) => adopt.run(claim).changes,
    blame: (id) => void blame.run(id),
    triedHeads: (now) => triedHeads.all({ now }),
    failAfterCrashes: (id, end) => failAfterCrashes.run({ id, ...end }).changes,
    deleteDead: (id) => deleteDead.run(id).changes,
    markReported: (id) => void markReported.run(id),
    openLanes: () => openLanes.all(),
    nextDue: (after = -1) => nextDue.get(after) ?? null,
    openInConversation: (id) => openIn.all(id),
    firstOpen: (id) => firstOpen.get(id),
    openKinds: (id) => openKinds.iterate(id),
    retryingKinds: (id) => retryingKinds.all(id),
    inConversation: (id) => allIn.all(id),
    firstAgent: (conversationId) => firstAgent.get(conversationId),
    workingIn: () => workingIn.all(),
    agentsBefore: (conversationId, id) => [...new Set(agentsBefore.all(conversationId, id))],
    countInConversation: (id) => countIn.get(id) ?? 0,
    pairCounts: (id) => pairs.all(id),
    countHandoffs: (id, runId) => handoffsOf.get(id, runId) ?? 0,
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
