/**
 * The one log that people read: events of the journal and lines of the daemon's log (decision 51). How serious an event
 * is, and what a line of the daemon says, so that TinyOffice and the terminal show the same. Pure.
 */

/** How serious an entry is, the worst first. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line of the daemon's log. */
export interface DaemonEntry {
  /** Milliseconds since the epoch. */
  time: number;
  level: LogLevel;
  /** As it was written: clean it before it is shown. */
  text: string;
  /** Everything else that it says. */
  fields: Readonly<Record<string, unknown>>;
}

const ERRORS: ReadonlySet<string> = new Set([
  ...["message.died", "host.crashed", "plugin.crashed", "schedule.failed", "backup.failed"],
  ...["settings.rejected", "database.commits_missing"],
]);
const WARNINGS: ReadonlySet<string> = new Set([
  ...["message.retrying", "run.interrupted", "run.permission_denied", "handoff.denied", "file.denied"],
  ...[
    "limit.reached",
    "run.limited",
    "reply.failed",
    "schedule.skipped",
    "pairing.requested",
    "plugin.failed",
  ],
  ...["provider.paused", "dispatch.paused", "spawn.refused", "budget.warning", "budget.exceeded"],
  ...["approval.expired", "steering.refused", "run.session_rebuilt", "run.background_ended"],
]);
const DETAILS: ReadonlySet<string> = new Set([
  ...[
    "run.spawned",
    "run.ready",
    "run.version_reported",
    "run.thought",
    "run.tool_started",
    "run.tool_completed",
    "run.model_completed",
    "message.batched",
    "message.extended",
  ],
  ...["budget.reserved", "budget.refunded", "budget.reconciled", "wait.started", "wait.ended", "node.reused"],
]);

/**
 * How serious an event of the journal is. What fails and is tried again is a warning. A failure counts once: that of a
 * run (`run.failed`), of a model's answer in it, or of a sub-agent (`node.failed`) is told by its message, as
 * `message.died` or `message.retrying`. A sub-agent whose time was over has no such message: it was cancelled.
 */
export function levelOfEvent(type: string, data: unknown): LogLevel {
  const { failed, timedOut } = (data ?? {}) as { failed?: unknown; timedOut?: unknown };
  if (ERRORS.has(type) || (type === "node.failed" && timedOut === true)) return "error";
  if (WARNINGS.has(type) || (type === "run.tool_completed" && failed === true)) return "warn";
  return DETAILS.has(type) ? "debug" : "info";
}

/** Reads a line of `GET /api/logs`. @returns undefined for what is no entry, such as a line that a rotation cut */
export function parseDaemonEntry(line: string): DaemonEntry | undefined {
  const entry = parse(line);
  const time = Date.parse(String(entry?.time));
  if (entry === undefined || Number.isNaN(time)) return undefined;
  const { level, time: _, msg, ...fields } = entry;
  return { time, level: levelOfLine(level), text: String(msg ?? ""), fields };
}

function levelOfLine(level: unknown): LogLevel {
  if (level === "fatal") return "error";
  return LOG_LEVELS.find((one) => one === level) ?? "debug";
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
