/** Statements on approvals. `status` leaves `open` only here, and only once. */
import type Database from "better-sqlite3";
import type { ApprovalRow } from "../schema.js";
import { selection } from "./selection.js";

type HeldColumns = Pick<ApprovalRow, "held_status" | "held_answer" | "held_by" | "held_until">;

export type NewApproval = Omit<
  ApprovalRow,
  "status" | "answer" | "answered_by" | "settled_at" | "taken_at" | "subject" | keyof HeldColumns
> &
  Partial<Pick<ApprovalRow, "subject">>;

export interface ApprovalFilter {
  limit: number;
  status?: ApprovalRow["status"] | undefined;
  conversation?: string | undefined;
}

type Waiting = Pick<ApprovalRow, "conversation_id" | "run_id">;

interface OpenCount {
  n: number;
  questions: number;
}

export interface ApprovalStatements {
  insert(row: NewApproval): void;
  get(id: string): ApprovalRow | undefined;
  /** @returns 0 when it was settled before */
  settle(
    id: string,
    end: { status: ApprovalRow["status"]; answer: string | null; by: string | null; now: number },
  ): number;
  /** @returns 0 when it was settled or held before */
  hold(id: string, decision: HeldColumns): number;
  /** Takes a held decision back. @returns 0 when none is held */
  reopen(id: string): number;
  /** Whose decision takes effect: its time is over, or is later than a clock that goes right would have it. */
  dueHeld(times: { now: number; latest: number }): ApprovalRow[];
  nextHeld(): number | null;
  take(id: string, now: number): void;
  /** What a message asked, oldest first. */
  ofMessage(messageRowId: number): ApprovalRow[];
  /** Newest first. */
  list(filter: ApprovalFilter): ApprovalRow[];
  /** Open ones whose time is over without a decision. */
  due(now: number): ApprovalRow[];
  /** Open ones for which no message waits that can still run. */
  abandoned(): ApprovalRow[];
  /** The open one about this. */
  about(subject: string): ApprovalRow | undefined;
  /** Open ones about what TinyAGI itself asks. */
  openSubjects(): ApprovalRow[];
  /** Another message that waits for it represents it. */
  rebind(id: string, owner: Pick<ApprovalRow, "message_row_id" | "conversation_id">): void;
  nextExpiry(): number | null;
  /** What is open: the conversation, and the run that asks. The run is empty where TinyAGI itself asks. */
  waiting(): Waiting[];
  /** How many are open and not decided, and how many of them are questions. */
  countOpen(): OpenCount;
}

export function approvalStatements(db: Database.Database): ApprovalStatements {
  const insert = db.prepare(
    `INSERT INTO approvals (id,kind,run_id,message_row_id,conversation_id,agent_id,title,detail,options,preview,digest,created_at,expires_at,subject)
     VALUES (@id,@kind,@run_id,@message_row_id,@conversation_id,@agent_id,@title,@detail,@options,@preview,@digest,@created_at,@expires_at,@subject)`,
  );
  const get = db.prepare<[string], ApprovalRow>("SELECT * FROM approvals WHERE id = ?");
  const settle = db.prepare(
    "UPDATE approvals SET status = @status, answer = @answer, answered_by = @by, settled_at = @now, held_status = NULL, held_answer = NULL, held_by = NULL, held_until = NULL WHERE id = @id AND status = 'open'",
  );
  const take = db.prepare("UPDATE approvals SET taken_at = ? WHERE id = ?");
  const ofMessage = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals WHERE message_row_id = ? ORDER BY created_at, rowid",
  );
  const list = selection<ApprovalFilter, ApprovalRow>(db, {
    select: "SELECT * FROM approvals",
    conditions: { status: "status = @status", conversation: "conversation_id = @conversation" },
    order: "ORDER BY created_at DESC, rowid DESC LIMIT @limit",
  });
  const open = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_open WHERE status = 'open' ORDER BY expires_at DESC LIMIT ?",
  );
  const due = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_open WHERE status = 'open' AND expires_at <= ? AND held_until IS NULL ORDER BY expires_at",
  );
  const abandoned = db.prepare<[], ApprovalRow>(
    `SELECT a.* FROM approvals a INDEXED BY approvals_open WHERE a.status = 'open' AND NOT EXISTS (
       SELECT 1 FROM message_holds h INDEXED BY message_holds_reason CROSS JOIN messages m ON m.id = h.message_row_id
       WHERE h.reason = 'approval:' || a.id AND m.status IN ('pending','processing'))`,
  );
  const about = db.prepare<[string], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_subject WHERE status = 'open' AND subject IS NOT NULL AND subject = ?",
  );
  const openSubjects = db.prepare<[], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_subject WHERE status = 'open' AND subject IS NOT NULL",
  );
  const rebind = db.prepare("UPDATE approvals SET message_row_id = ?, conversation_id = ? WHERE id = ?");
  const nextExpiry = db
    .prepare<[], number | null>(
      "SELECT min(expires_at) FROM approvals INDEXED BY approvals_open WHERE status = 'open' AND held_until IS NULL",
    )
    .pluck();
  const waiting = db.prepare<[], Waiting>(
    "SELECT conversation_id, run_id FROM approvals INDEXED BY approvals_open WHERE status = 'open'",
  );
  const countOpen = db.prepare<[], OpenCount>(
    "SELECT count(*) AS n, coalesce(sum(kind = 'question'), 0) AS questions FROM approvals INDEXED BY approvals_open WHERE status = 'open' AND held_until IS NULL",
  );
  return {
    insert: (row) => void insert.run({ subject: null, ...row }),
    get: (id) => get.get(id),
    settle: (id, end) => settle.run({ id, ...end }).changes,
    take: (id, now) => void take.run(now, id),
    ofMessage: (id) => ofMessage.all(id),
    list: (filter) =>
      filter.status === "open" && filter.conversation === undefined ? open.all(filter.limit) : list(filter),
    due: (now) => due.all(now),
    abandoned: () => abandoned.all(),
    about: (subject) => about.get(subject),
    openSubjects: () => openSubjects.all(),
    rebind: (id, owner) => void rebind.run(owner.message_row_id, owner.conversation_id, id),
    nextExpiry: () => nextExpiry.get() ?? null,
    waiting: () => waiting.all(),
    countOpen: () => countOpen.get() ?? { n: 0, questions: 0 },
    ...heldStatements(db),
  };
}

type HeldStatements = Pick<ApprovalStatements, "hold" | "reopen" | "dueHeld" | "nextHeld">;

/** Decisions that can still be taken back. */
function heldStatements(db: Database.Database): HeldStatements {
  const hold = db.prepare(
    "UPDATE approvals SET held_status = @held_status, held_answer = @held_answer, held_by = @held_by, held_until = @held_until WHERE id = @id AND status = 'open' AND held_until IS NULL",
  );
  const reopen = db.prepare(
    "UPDATE approvals SET held_status = NULL, held_answer = NULL, held_by = NULL, held_until = NULL WHERE id = ? AND status = 'open' AND held_until IS NOT NULL",
  );
  const dueHeld = db.prepare<[{ now: number; latest: number }], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_held WHERE held_until IS NOT NULL AND (held_until <= @now OR held_until > @latest) ORDER BY held_until",
  );
  const nextHeld = db
    .prepare<[], number | null>(
      "SELECT min(held_until) FROM approvals INDEXED BY approvals_held WHERE held_until IS NOT NULL",
    )
    .pluck();
  return {
    hold: (id, decision) => hold.run({ id, ...decision }).changes,
    reopen: (id) => reopen.run(id).changes,
    dueHeld: (times) => dueHeld.all(times),
    nextHeld: () => nextHeld.get() ?? null,
  };
}
