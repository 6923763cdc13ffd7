/** Statements on schedules and on the outcomes of their due times. */
import type Database from "better-sqlite3";
import type { ScheduleRow, ScheduleRunRow } from "../schema.js";

/** Without `is_named`, a person chose its label. */
export type NewSchedule = Omit<ScheduleRow, "last_due_at" | "is_named"> & { is_named?: number };
/** Without `missed`, it stands for no missed time. */
export type NewScheduleRun = Omit<ScheduleRunRow, "id" | "missed"> & { missed?: number };

export interface ScheduleStatements {
  insert(row: NewSchedule): void;
  get(id: string): ScheduleRow | undefined;
  byLabel(label: string): ScheduleRow | undefined;
  /** Oldest first. @param agentId null for all */
  list(agentId: string | null): ScheduleRow[];
  enabled(): ScheduleRow[];
  count(): number;
  countOf(agentId: string): number;
  update(row: NewSchedule & Pick<ScheduleRow, "last_due_at">): number;
  /** Moves the mark of the last handled due time; it never goes back. */
  handled(id: string, dueAt: number): number;
  disable(id: string, now: number): number;
  /** Removes its history too. */
  remove(id: string): number;
  /** @returns 0 when this due time was already handled */
  addRun(row: NewScheduleRun): number;
  hasRun(scheduleId: string, dueAt: number): boolean;
  /** Newest due time first. */
  runs(scheduleId: string, limit: number): ScheduleRunRow[];
  /** Oldest due time first. @param until exclusive */
  runsBetween(scheduleId: string, since: number, until: number): ScheduleRunRow[];
  lastRun(scheduleId: string): ScheduleRunRow | undefined;
  /** The last firing that opened a conversation. */
  lastFired(scheduleId: string): ScheduleRunRow | undefined;
  /** Keeps the newest `keep` entries, and the last firing whatever its age: the overlap rule needs it. */
  pruneRuns(scheduleId: string, keep: number): number;
}

export function scheduleStatements(db: Database.Database): ScheduleStatements {
  const insert = db.prepare(
    `INSERT INTO schedules (id,label,cron,run_at,time_zone,agent_id,message,channel,sender,enabled,catch_up,overlap,created_at,updated_at,asker,is_named)
     VALUES (@id,@label,@cron,@run_at,@time_zone,@agent_id,@message,@channel,@sender,@enabled,@catch_up,@overlap,@created_at,@updated_at,@asker,@is_named)`,
  );
  const get = db.prepare<[string], ScheduleRow>("SELECT * FROM schedules WHERE id = ?");
  const byLabel = db.prepare<[string], ScheduleRow>("SELECT * FROM schedules WHERE label = ?");
  // The service limits how many schedules there are, so reading all of them stays cheap.
  const all = db.prepare<[], ScheduleRow>("SELECT * FROM schedules ORDER BY created_at, rowid");
  const ofAgent = db.prepare<[string], ScheduleRow>(
    "SELECT * FROM schedules WHERE agent_id = ? ORDER BY created_at, rowid",
  );
  const enabled = db.prepare<[], ScheduleRow>(
    "SELECT * FROM schedules WHERE enabled = 1 ORDER BY created_at, rowid",
  );
  const count = db.prepare<[], number>("SELECT count(*) FROM schedules").pluck();
  const countOf = db.prepare<[string], number>("SELECT count(*) FROM schedules WHERE agent_id = ?").pluck();
  const update = db.prepare(
    `UPDATE schedules SET label = @label, cron = @cron, run_at = @run_at, time_zone = @time_zone, agent_id = @agent_id, message = @message, channel = @channel, sender = @sender,
       enabled = @enabled, catch_up = @catch_up, overlap = @overlap, last_due_at = @last_due_at, is_named = @is_named, updated_at = @updated_at WHERE id = @id`,
  );
  const handled = db.prepare(
    "UPDATE schedules SET last_due_at = @dueAt WHERE id = @id AND (last_due_at IS NULL OR last_due_at < @dueAt)",
  );
  const disable = db.prepare("UPDATE schedules SET enabled = 0, updated_at = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM schedules WHERE id = ?");
  const addRun = db.prepare(
    `INSERT INTO schedule_runs (schedule_id,due_at,status,reason,conversation_id,created_at,missed)
     VALUES (@schedule_id,@due_at,@status,@reason,@conversation_id,@created_at,@missed) ON CONFLICT (schedule_id,due_at) DO NOTHING`,
  );
  const hasRun = db.prepare<[string, number]>(
    "SELECT 1 FROM schedule_runs WHERE schedule_id = ? AND due_at = ?",
  );
  const runs = db.prepare<[string, number], ScheduleRunRow>(
    "SELECT * FROM schedule_runs WHERE schedule_id = ? ORDER BY due_at DESC LIMIT ?",
  );
  // The service keeps a bounded history of each schedule.
  const runsBetween = db.prepare<[string, number, number], ScheduleRunRow>(
    "SELECT * FROM schedule_runs WHERE schedule_id = ? AND due_at >= ? AND due_at < ? ORDER BY due_at",
  );
  const lastFired = db.prepare<[string], ScheduleRunRow>(
    "SELECT * FROM schedule_runs WHERE schedule_id = ? AND status = 'fired' ORDER BY due_at DESC LIMIT 1",
  );
  const prune = db.prepare(
    `DELETE FROM schedule_runs WHERE schedule_id = @id
       AND due_at <= (SELECT due_at FROM schedule_runs WHERE schedule_id = @id ORDER BY due_at DESC LIMIT 1 OFFSET @keep)
       AND due_at <> coalesce((SELECT due_at FROM schedule_runs WHERE schedule_id = @id AND status = 'fired' ORDER BY due_at DESC LIMIT 1), -1)`,
  );
  return {
    insert: (row) => void insert.run({ is_named: 1, ...row }),
    get: (id) => get.get(id),
    byLabel: (label) => byLabel.get(label),
    list: (agentId) => (agentId === null ? all.all() : ofAgent.all(agentId)),
    enabled: () => enabled.all(),
    count: () => count.get() ?? 0,
    countOf: (agentId) => countOf.get(agentId) ?? 0,
    update: (row) => update.run({ is_named: 1, ...row }).changes,
    handled: (id, dueAt) => handled.run({ id, dueAt }).changes,
    disable: (id, now) => disable.run(now, id).changes,
    remove: (id) => remove.run(id).changes,
    addRun: (row) => addRun.run({ missed: 0, ...row }).changes,
    hasRun: (id, dueAt) => hasRun.get(id, dueAt) !== undefined,
    runs: (id, limit) => runs.all(id, limit),
    runsBetween: (id, since, until) => runsBetween.all(id, since, until),
    lastRun: (id) => runs.get(id, 1),
    lastFired: (id) => lastFired.get(id),
    pruneRuns: (id, keep) => prune.run({ id, keep }).changes,
  };
}
