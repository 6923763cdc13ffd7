/** Statements on the checkpoints of running graphs and on the right to write them. */
import type Database from "better-sqlite3";

export interface GraphLockRow {
  graph_id: string;
  owner: string;
  pid: number;
  pid_start: string | null;
}

export interface GraphStatements {
  append(graphId: string, seq: number, record: string): void;
  lastSeq(graphId: string): number;
  /** JSON of the records after `seq`, in order. */
  read(graphId: string, seq: number, limit: number): { seq: number; record: string }[];
  lockOf(graphId: string): GraphLockRow | undefined;
  /** Takes the lock from `previous`, or a free one for null. @returns 0 when somebody else has it meanwhile */
  takeLock(lock: GraphLockRow, previous: string | null): number;
  dropLock(graphId: string, owner: string): void;
}

export function graphStatements(db: Database.Database): GraphStatements {
  const append = db.prepare("INSERT INTO graph_records (graph_id,seq,record) VALUES (?,?,?)");
  const lastSeq = db
    .prepare<[string], number | null>("SELECT max(seq) FROM graph_records WHERE graph_id = ?")
    .pluck();
  const read = db.prepare<[string, number, number], { seq: number; record: string }>(
    "SELECT seq, record FROM graph_records WHERE graph_id = ? AND seq > ? ORDER BY seq LIMIT ?",
  );
  const lockOf = db.prepare<[string], GraphLockRow>("SELECT * FROM graph_locks WHERE graph_id = ?");
  const insertLock = db.prepare(
    "INSERT INTO graph_locks (graph_id,owner,pid,pid_start) VALUES (@graph_id,@owner,@pid,@pid_start) ON CONFLICT DO NOTHING",
  );
  const replaceLock = db.prepare(
    "UPDATE graph_locks SET owner = @owner, pid = @pid, pid_start = @pid_start WHERE graph_id = @graph_id AND owner = @previous",
  );
  const dropLock = db.prepare("DELETE FROM graph_locks WHERE graph_id = ? AND owner = ?");
  return {
    append: (graphId, seq, record) => void append.run(graphId, seq, record),
    lastSeq: (graphId) => lastSeq.get(graphId) ?? 0,
    read: (graphId, seq, limit) => read.all(graphId, seq, limit),
    lockOf: (graphId) => lockOf.get(graphId),
    takeLock: (lock, previous) =>
      previous === null ? insertLock.run(lock).changes : replaceLock.run({ ...lock, previous }).changes,
    dropLock: (graphId, owner) => void dropLock.run(graphId, owner),
  };
}
