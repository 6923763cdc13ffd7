/**
 * Statements on queue rows. Changes of `status` are made here only, each guarded by the state it leaves; the
 * queue asserts that exactly one row changed.
 */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";

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
>;

export interface ClaimFence {
  id: number;
  runId: string;
  bootId: string;
}

export interface MessageStatements {
  insert(row: NewMessage): number;
  get(id: number): MessageRow | undefined;
  /** Claims the head of a lane if it is due; one statement, one index lookup whatever the backlog. */
  claimHead(claim: { lane: string; runId: string; bootId: string; now: number }): MessageRow | undefined;
  complete(fence: ClaimFence, result: { text: string | null; files: string | null; now: number }): number;
  retry(
    fence: ClaimFence,
    failure: { notBefore: number; errorClass: string; error: string; now: number },
  ): number;
  die(fence: ClaimFence, failure: { errorClass: string; error: string; now: number }): number;
  /** processing → pending, not counted as an interruption: the daemon was stopped in an orderly way. */
  release(fence: ClaimFence, now: number): number;
  cancel(id: number, reason: string, now: number): number;
  replay(id: number, conversationId: string, now: number): number;
  /** processing rows of earlier boots → pending, interruption counted. */
  recover(bootId: string, now: number): MessageRow[];
  /** pending rows that were interrupted too often → dead. */
  dieInterrupted(id: number, error: string, now: number): number;
  deleteDead(id: number): number;
  markReported(id: number): void;
  openLanes(): string[];
  nextDue(): number | null;
  openInConversation(conversationId: string): MessageRow[];
  inConversation(conversationId: string): MessageRow[];
  countInConversation(conversationId: string): number;
  pairCounts(conversationId: string): { from_agent: string; agent_id: string; n: number }[];
  withStatus(status: MessageRow["status"], limit: number): MessageRow[];
  countByStatus(): { status: MessageRow["status"]; n: number }[];
  openByAgent(): { agent: string; pending: number; queued: number; processing: number }[];
  /** What runs and what waits behind it, oldest change first. */
  active(limit: number): (MessageRow & { channel: string; sender: string })[];
  dead(limit: number): (MessageRow & { channel: string; sender: string; sender_id: string | null })[];
  /** Pending rows of which the lane is processing or held by an earlier one: `queued` on the old wire. */
  countQueued(): number;
}

const OPEN = "status IN ('pending','processing')";
/** A lane is held by its head alone (it runs, or waits for its retry), so heads are all that has to be looked at. */
const BUSY_LANES = `WITH heads AS (SELECT lane, min(id) AS id FROM messages INDEXED BY messages_lane WHERE ${OPEN} GROUP BY lane),
  busy AS (SELECT h.lane FROM heads h JOIN messages m ON m.id = h.id WHERE m.status = 'processing' OR m.not_before IS NOT NULL)`;
const FENCE = "id = @id AND status = 'processing' AND run_id = @runId AND boot_id = @bootId";

export function messageStatements(db: Database.Database): MessageStatements {
  const insert = db.prepare(
    `INSERT INTO messages (message_id,conversation_id,lane,agent_id,team_id,kind,from_agent,parent_run_id,hop,chain_step,text,created_at,updated_at)
     VALUES (@message_id,@conversation_id,@lane,@agent_id,@team_id,@kind,@from_agent,@parent_run_id,@hop,@chain_step,@text,@created_at,@created_at)`,
  );
  const claimHead = db.prepare<[object], MessageRow>(
    `UPDATE messages SET status = 'processing', attempts = attempts + 1, total_attempts = total_attempts + 1, run_id = @runId, boot_id = @bootId,
       not_before = NULL, updated_at = @now
     WHERE id = (SELECT id FROM messages INDEXED BY messages_lane WHERE lane = @lane AND ${OPEN} ORDER BY id LIMIT 1)
       AND status = 'pending' AND (not_before IS NULL OR not_before <= @now) RETURNING *`,
  );
  const complete = db.prepare(
    `UPDATE messages SET status = 'completed', run_id = NULL, result_text = @text, result_files = @files, error_class = NULL, last_error = NULL, waiting_since = NULL,
       updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const retry = db.prepare(
    `UPDATE messages SET status = 'pending', run_id = NULL, failures = failures + 1, not_before = @notBefore, waiting_since = coalesce(waiting_since, @now),
       error_class = @errorClass, last_error = @error, updated_at = @now WHERE ${FENCE}`,
  );
  const die = db.prepare(
    `UPDATE messages SET status = 'dead', run_id = NULL, failures = failures + 1, error_class = @errorClass, last_error = @error, updated_at = @now, finished_at = @now WHERE ${FENCE}`,
  );
  const release = db.prepare(
    `UPDATE messages SET status = 'pending', run_id = NULL, updated_at = @now WHERE ${FENCE}`,
  );
  const cancel = db.prepare(
    `UPDATE messages SET status = 'cancelled', run_id = NULL, error_class = 'cancelled', last_error = @reason, updated_at = @now, finished_at = @now WHERE id = @id AND ${OPEN}`,
  );
  const replay = db.prepare(
    `UPDATE messages SET status = 'pending', conversation_id = @conversationId, attempts = 0, failures = 0, interruptions = 0, not_before = NULL, waiting_since = NULL, error_class = NULL,
       last_error = NULL, reported = 0, updated_at = @now, finished_at = NULL WHERE id = @id AND status = 'dead'`,
  );
  const recover = db.prepare<[object], MessageRow>(
    `UPDATE messages SET status = 'pending', run_id = NULL, interruptions = interruptions + 1, updated_at = @now WHERE status = 'processing' AND boot_id IS NOT @bootId RETURNING *`,
  );
  const dieInterrupted = db.prepare(
    `UPDATE messages SET status = 'dead', error_class = 'interrupted', last_error = @error, updated_at = @now, finished_at = @now WHERE id = @id AND status = 'pending'`,
  );
  const active = db.prepare<[number], MessageRow & { channel: string; sender: string }>(
    `SELECT m.*, c.channel AS channel, c.sender AS sender FROM messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.status IN ('pending','processing') AND m.lane IN (SELECT lane FROM messages WHERE status = 'processing')
     ORDER BY m.updated_at, m.id LIMIT ?`,
  );
  const dead = db.prepare<
    [number],
    MessageRow & { channel: string; sender: string; sender_id: string | null }
  >(
    `SELECT m.*, c.channel AS channel, c.sender AS sender, c.sender_id AS sender_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.status = 'dead' ORDER BY m.finished_at DESC, m.id DESC LIMIT ?`,
  );
  const openByAgent = db.prepare<[], { agent: string; pending: number; queued: number; processing: number }>(
    `${BUSY_LANES} SELECT agent_id AS agent, sum(status = 'pending' AND NOT waits) AS pending, sum(status = 'pending' AND waits) AS queued, sum(status = 'processing') AS processing
     FROM (SELECT agent_id, status, (lane IN busy AND id NOT IN (SELECT id FROM heads)) AS waits FROM messages INDEXED BY messages_lane WHERE ${OPEN}) GROUP BY agent_id ORDER BY agent_id`,
  );
  const countQueued = db
    .prepare<[], number>(
      `${BUSY_LANES} SELECT count(*) FROM messages INDEXED BY messages_lane WHERE ${OPEN} AND lane IN busy AND id NOT IN (SELECT id FROM heads)`,
    )
    .pluck();
  const openLanes = db
    .prepare<[], string>(`SELECT DISTINCT lane FROM messages INDEXED BY messages_lane WHERE ${OPEN}`)
    .pluck();
  const nextDue = db
    .prepare<[], number | null>(
      "SELECT min(not_before) FROM messages WHERE status = 'pending' AND not_before IS NOT NULL",
    )
    .pluck();
  const get = db.prepare<[number], MessageRow>("SELECT * FROM messages WHERE id = ?");
  const openIn = db.prepare<[string], MessageRow>(
    `SELECT * FROM messages WHERE conversation_id = ? AND ${OPEN} ORDER BY id`,
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
  const byStatus = db.prepare<[string, number], MessageRow>(
    "SELECT * FROM messages WHERE status = ? ORDER BY id LIMIT ?",
  );
  const counts = db.prepare<[], { status: MessageRow["status"]; n: number }>(
    "SELECT status, count(*) AS n FROM messages GROUP BY status",
  );
  const deleteDead = db.prepare("DELETE FROM messages WHERE id = ? AND status = 'dead'");
  const markReported = db.prepare("UPDATE messages SET reported = 1 WHERE id = ?");
  return {
    insert: (row) => Number(insert.run(row).lastInsertRowid),
    get: (id) => get.get(id),
    claimHead: (claim) => claimHead.get(claim),
    complete: (fence, result) => complete.run({ ...fence, ...result }).changes,
    retry: (fence, failure) => retry.run({ ...fence, ...failure }).changes,
    die: (fence, failure) => die.run({ ...fence, ...failure }).changes,
    release: (fence, now) => release.run({ ...fence, now }).changes,
    cancel: (id, reason, now) => cancel.run({ id, reason, now }).changes,
    replay: (id, conversationId, now) => replay.run({ id, conversationId, now }).changes,
    recover: (bootId, now) => recover.all({ bootId, now }),
    dieInterrupted: (id, error, now) => dieInterrupted.run({ id, error, now }).changes,
    deleteDead: (id) => deleteDead.run(id).changes,
    markReported: (id) => void markReported.run(id),
    openLanes: () => openLanes.all(),
    nextDue: () => nextDue.get() ?? null,
    openInConversation: (id) => openIn.all(id),
    inConversation: (id) => allIn.all(id),
    countInConversation: (id) => countIn.get(id) ?? 0,
    pairCounts: (id) => pairs.all(id),
    withStatus: (status, limit) => byStatus.all(status, limit),
    countByStatus: () => counts.all(),
    openByAgent: () => openByAgent.all(),
    active: (limit) => active.all(limit),
    dead: (limit) => dead.all(limit),
    countQueued: () => countQueued.get() ?? 0,
  };
}
