/** Statements on approvals. `status` leaves `open` only here, and only once. */
import type Database from "better-sqlite3";
import type { ApprovalRow } from "../schema.js";
import { selection } from "./selection.js";

export type NewApproval = Omit<ApprovalRow, "status" | "answer" | "answered_by" | "settled_at" | "taken_at">;

export interface ApprovalFilter {
  limit: number;
  status?: ApprovalRow["status"] | undefined;
}

export interface ApprovalStatements {
  insert(row: NewApproval): void;
  get(id: string): ApprovalRow | undefined;
  /** @returns 0 when it was settled before */
  settle(
    id: string,
    end: { status: ApprovalRow["status"]; answer: string | null; by: string | null; now: number },
  ): number;
  take(id: string, now: number): void;
  /** What a message asked, oldest first. */
  ofMessage(messageRowId: number): ApprovalRow[];
  /** Newest first. */
  list(filter: ApprovalFilter): ApprovalRow[];
  /** Open ones whose time is over. */
  due(now: number): ApprovalRow[];
  /** Open ones whose message will not run again. */
  abandoned(): ApprovalRow[];
  nextExpiry(): number | null;
}

export function approvalStatements(db: Database.Database): ApprovalStatements {
  const insert = db.prepare(
    `INSERT INTO approvals (id,kind,run_id,message_row_id,conversation_id,agent_id,title,detail,options,preview,digest,created_at,expires_at)
     VALUES (@id,@kind,@run_id,@message_row_id,@conversation_id,@agent_id,@title,@detail,@options,@preview,@digest,@created_at,@expires_at)`,
  );
  const get = db.prepare<[string], ApprovalRow>("SELECT * FROM approvals WHERE id = ?");
  const settle = db.prepare(
    "UPDATE approvals SET status = @status, answer = @answer, answered_by = @by, settled_at = @now WHERE id = @id AND status = 'open'",
  );
  const take = db.prepare("UPDATE approvals SET taken_at = ? WHERE id = ?");
  const ofMessage = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals WHERE message_row_id = ? ORDER BY created_at, rowid",
  );
  const list = selection<ApprovalFilter, ApprovalRow>(db, {
    select: "SELECT * FROM approvals",
    conditions: { status: "status = @status" },
    order: "ORDER BY created_at DESC, rowid DESC LIMIT @limit",
  });
  const open = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_open WHERE status = 'open' ORDER BY expires_at DESC LIMIT ?",
  );
  const due = db.prepare<[number], ApprovalRow>(
    "SELECT * FROM approvals INDEXED BY approvals_open WHERE status = 'open' AND expires_at <= ? ORDER BY expires_at",
  );
  const abandoned = db.prepare<[], ApprovalRow>(
    `SELECT a.* FROM approvals a INDEXED BY approvals_open LEFT JOIN messages m ON m.id = a.message_row_id
     WHERE a.status = 'open' AND (m.id IS NULL OR m.status NOT IN ('pending','processing'))`,
  );
  const nextExpiry = db
    .prepare<[], number | null>(
      "SELECT min(expires_at) FROM approvals INDEXED BY approvals_open WHERE status = 'open'",
    )
    .pluck();
  return {
    insert: (row) => void insert.run(row),
    get: (id) => get.get(id),
    settle: (id, end) => settle.run({ id, ...end }).changes,
    take: (id, now) => void take.run(now, id),
    ofMessage: (id) => ofMessage.all(id),
    list: (filter) => (filter.status === "open" ? open.all(filter.limit) : list(filter)),
    due: (now) => due.all(now),
    abandoned: () => abandoned.all(),
    nextExpiry: () => nextExpiry.get() ?? null,
  };
}
