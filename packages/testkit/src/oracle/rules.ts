/**
 * The rules of the oracle, one function each: evidence in, violations out.
 * They express the promises of the documentation in SQL, without using the code under test.
 */
import { type Evidence, requestKey, type Violation } from "./evidence.js";

const MAX_VIOLATIONS_PER_RULE = 100;

/** Rows of a query without parameters. */
export function rows<T>({ db }: Evidence, sql: string): T[] {
  return db.prepare<[], T>(sql).all();
}

/** Turns rows into violations of one rule. */
export function violations<T>(
  rule: Violation["rule"],
  found: readonly T[],
  describe: (row: T) => string,
): Violation[] {
  return found.slice(0, MAX_VIOLATIONS_PER_RULE).map((row) => ({ rule, detail: describe(row) }));
}

/** The file is intact and every foreign key is valid. */
export function databaseSound(evidence: Evidence): Violation[] {
  const found = rows<{ integrity_check: string }>(evidence, "PRAGMA integrity_check");
  const broken = found.filter((row) => row.integrity_check !== "ok");
  const orphans = rows<{ table: string; rowid: number }>(evidence, "PRAGMA foreign_key_check");
  return [
    ...violations("integrity", broken, (row) => row.integrity_check),
    ...violations("integrity", orphans, (row) => `${row.table} row ${row.rowid} refers to nothing`),
  ];
}

interface ConversationRow {
  readonly id: string;
  readonly channel: string;
  readonly inbound_id: string;
  readonly status: string;
  readonly open_messages: number;
  readonly messages: number;
  readonly unreported: number;
}

/**
 * Every acknowledged request exists once and has ended; no request exists that no client made. Sub-agents (kind `node`)
 * report to the agent that started them, all others to the conversation.
 */
export function acceptedTerminal(evidence: Evidence): Violation[] {
  const known = new Map<string, ConversationRow>();
  const conversations = rows<ConversationRow>(
    evidence,
    `SELECT c.id, c.channel, c.inbound_id, c.status, count(m.id) AS messages,
       coalesce(sum(m.status IN ('pending','processing')), 0) AS open_messages,
       coalesce(sum(m.status IN ('completed','dead') AND m.reported = 0 AND m.kind <> 'node'), 0) AS unreported
     FROM conversations c LEFT JOIN messages m ON m.conversation_id = c.id GROUP BY c.id`,
  );
  for (const row of conversations) {
    known.set(requestKey({ channel: row.channel, inboundId: row.inbound_id }), row);
  }
  const missing = [...evidence.acknowledged].filter(([key]) => !known.has(key));
  const invented = [...known].filter(([key, row]) => !isExpected(key, row, evidence));
  const unfinished = conversations.filter((row) => row.status === "open" || row.open_messages > 0);
  const unreported = conversations.filter((row) => row.status === "closed" && row.unreported > 0);
  return [
    ...violations("missing", missing, ([, r]) => `${r.channel} ${r.inboundId} was acknowledged and is gone`),
    ...violations("missing", missingMessages(evidence), (id) => `message ${id} was acknowledged and is gone`),
    ...violations(
      "invented",
      invented,
      ([, row]) => `${row.channel} ${row.inbound_id} was requested by no client`,
    ),
    ...violations("unfinished", unfinished, (row) => `${row.id} is ${row.status}, ${row.open_messages} open`),
    ...violations("unreported", unreported, (row) => `${row.id} closed with ${row.unreported} unreported`),
  ];
}

function isExpected(key: string, row: ConversationRow, evidence: Evidence): boolean {
  return (
    evidence.acknowledged.has(key) || evidence.uncertain.has(key) || evidence.ownChannels.has(row.channel)
  );
}

function missingMessages(evidence: Evidence): string[] {
  const ids = new Set(
    rows<{ message_id: string }>(evidence, "SELECT message_id FROM messages").map((row) => row.message_id),
  );
  const promised = [...evidence.acknowledged.values()].flatMap((request) => request.messageIds ?? []);
  return promised.filter((id) => !ids.has(id));
}

/** After recovery no message is still in a run. */
export function nothingProcessing(evidence: Evidence): Violation[] {
  const stuck = rows<{ id: number; run_id: string | null }>(
    evidence,
    "SELECT id, run_id FROM messages WHERE status = 'processing'",
  );
  const live = rows<{ id: string; status: string }>(
    evidence,
    "SELECT id, status FROM runs WHERE status IN ('starting','running')",
  );
  return [
    ...violations("processing", stuck, (row) => `message ${row.id} is processing in run ${row.run_id}`),
    ...violations("processing", live, (row) => `run ${row.id} is still ${row.status}`),
  ];
}

/**
 * Within a lane no run of a message starts before the last run of its predecessor. Checked by the order of the recorded
 * runs and by the order of the agents' journal, without trusting a clock.
 */
export function checkOrder(evidence: Evidence): Violation[] {
  const swapped = rows<{ lane: string; id: number; before: number }>(
    evidence,
    `WITH span AS (
       SELECT m.id, m.lane, min(r.rowid) AS first, max(r.rowid) AS last
       FROM messages m JOIN runs r ON r.message_row_id = m.id
       WHERE m.total_attempts = m.attempts GROUP BY m.id),
     pairs AS (
       SELECT lane, id, first, lag(id) OVER w AS before, lag(last) OVER w AS last_before
       FROM span WINDOW w AS (PARTITION BY lane ORDER BY id))
     SELECT lane, id, before FROM pairs WHERE first < last_before`,
  );
  return [
    ...violations(
      "order",
      swapped,
      (row) => `lane ${row.lane}: ${row.id} ran before ${row.before} had ended`,
    ),
    ...violations("order", swappedInJournal(evidence), (found) => found),
  ];
}

function swappedInJournal(evidence: Evidence): string[] {
  const ran = rows<{ run: string; id: number; lane: string }>(
    evidence,
    `SELECT r.id AS run, m.id, m.lane FROM runs r JOIN messages m ON m.id = r.message_row_id
     WHERE m.total_attempts = m.attempts`,
  );
  const byRun = new Map(ran.map((row) => [row.run, row]));
  const newest = new Map<string, number>();
  return (evidence.journal ?? []).flatMap(({ runId }) => {
    const row = byRun.get(runId);
    if (row === undefined) return [];
    const before = newest.get(row.lane) ?? 0;
    newest.set(row.lane, Math.max(before, row.id));
    return row.id < before ? [`lane ${row.lane}: ${row.id} was started after ${before}`] : [];
  });
}

/**
 * The runs since a message last ended with a plan for sub-agents in its answer. That run is committed without ending its
 * message, and the attempts are counted from zero again.
 */
const COUNTED = `WITH planned AS (
    SELECT r.message_row_id AS of, max(r.rowid) AS last FROM runs r JOIN events e ON e.run_id = r.id
    WHERE e.type = 'spawn.requested' AND e.data ->> 'via' = 'block' GROUP BY 1),
  counted AS (
    SELECT r.* FROM runs r LEFT JOIN planned p ON p.of = r.message_row_id WHERE r.rowid > coalesce(p.last, 0))`;

/**
 * A completed message has exactly one committed run, any other message has none. Every attempt has exactly one row.
 */
export function commitsUnique(evidence: Evidence): Violation[] {
  const wrong = rows<{ id: number; status: string; commits: number }>(
    evidence,
    `${COUNTED} SELECT m.id, m.status, coalesce(sum(r.status = 'completed'), 0) AS commits
     FROM messages m LEFT JOIN counted r ON r.message_row_id = m.id GROUP BY m.id
     HAVING commits <> (m.status = 'completed')`,
  );
  const lost = rows<{ id: string }>(
    evidence,
    `SELECT r.id FROM runs r LEFT JOIN messages m ON m.id = r.message_row_id
     WHERE m.id IS NULL AND r.status = 'completed'`,
  );
  const attempts = rows<{ message_row_id: number; attempt: number; times: number }>(
    evidence,
    `${COUNTED} SELECT r.message_row_id, r.attempt, count(*) AS times FROM counted r JOIN messages m ON m.id = r.message_row_id
     WHERE m.total_attempts = m.attempts GROUP BY 1, 2 HAVING times > 1`,
  );
  const unrecorded = rows<{ id: number; total_attempts: number; recorded: number }>(
    evidence,
    `${COUNTED} SELECT m.id, m.total_attempts, count(r.id) AS recorded FROM messages m
     LEFT JOIN counted r ON r.message_row_id = m.id GROUP BY m.id HAVING recorded <> m.total_attempts`,
  );
  return [
    ...violations(
      "commit",
      unrecorded,
      (row) => `message ${row.id} counts ${row.total_attempts} attempts and has ${row.recorded} runs`,
    ),
    ...violations("commit", wrong, (row) => `message ${row.id} is ${row.status} with ${row.commits} commits`),
    ...violations("commit", lost, (row) => `run ${row.id} is committed without a message`),
    ...violations("commit", attempts, (row) => `attempt ${row.attempt} of ${row.message_row_id} ran twice`),
  ];
}

/** Every run of an agent has a row, and no row has two runs. */
export function journalKnown(evidence: Evidence): Violation[] {
  if (evidence.journal === undefined) return [];
  const known = new Set(rows<{ id: string }>(evidence, "SELECT id FROM runs").map((row) => row.id));
  const seen = new Set<string>();
  const unknown = evidence.journal.filter((run) => !known.has(run.runId));
  const twice = evidence.journal.filter((run) => seen.size === seen.add(run.runId).size);
  return [
    ...violations(
      "unknown-run",
      unknown,
      (run) => `pid ${run.pid} ran for @${run.agentId} as "${run.runId}"`,
    ),
    ...violations("unknown-run", twice, (run) => `run ${run.runId} was started twice`),
  ];
}

/** Every change has exactly one event: more or fewer mean that the event was not written together with the change. */
export function eventsUnique(evidence: Evidence): Violation[] {
  const countOf = (type: string, column: string) =>
    `(SELECT ${column} AS of, count(*) AS times FROM events WHERE type = '${type}' GROUP BY ${column})`;
  const messages = rows<{ id: number; times: number }>(
    evidence,
    `SELECT m.id, coalesce(e.times, 0) AS times
     FROM messages m LEFT JOIN ${countOf("message.accepted", "message_row_id")} e ON e.of = m.id
     WHERE coalesce(e.times, 0) <> 1`,
  );
  const runs = rows<{ id: string; status: string; started: number; completed: number }>(
    evidence,
    `SELECT r.id, r.status, coalesce(s.times, 0) AS started, coalesce(c.times, 0) AS completed
     FROM runs r LEFT JOIN ${countOf("run.started", "run_id")} s ON s.of = r.id
     LEFT JOIN ${countOf("run.completed", "run_id")} c ON c.of = r.id
     WHERE coalesce(s.times, 0) <> 1 OR coalesce(c.times, 0) <> (r.status = 'completed')`,
  );
  const closed = rows<{ id: string; times: number }>(
    evidence,
    `SELECT c.id, coalesce(e.times, 0) AS times
     FROM conversations c LEFT JOIN ${countOf("conversation.closed", "conversation_id")} e ON e.of = c.id
     WHERE coalesce(e.times, 0) <> (c.status <> 'open')`,
  );
  return [
    ...violations("event", messages, (row) => `message ${row.id} has ${row.times} accepted events`),
    ...violations(
      "event",
      runs,
      (row) => `${row.status} run ${row.id} has ${row.started} started and ${row.completed} completed events`,
    ),
    ...violations("event", closed, (row) => `conversation ${row.id} has ${row.times} closed events`),
  ];
}
