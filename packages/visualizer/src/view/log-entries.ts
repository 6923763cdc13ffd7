/** The log that people read: events of the journal and lines of the daemon's log as one list. Pure. */
import { type LogLevel, levelOfEvent } from "@tinyagi/client";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { type LogLine, read, type StoredEvent } from "../state/answers.js";
import { NEWS } from "../state/data.js";
import type { State, Target } from "../state/state.js";
import { logLine } from "../text/line-log.js";

export interface LogEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  /** `run`, `budget` …; `daemon` for the daemon's own log. */
  readonly part: string;
  /** In words. */
  readonly words: () => string;
  readonly target: () => Target;
}

const DAEMON = "daemon";

/** Oldest first, each once. */
export function logEntries(state: State): LogEntry[] {
  const { events = [], next = null } = read(state.known, "events") ?? {};
  const newest = events[0]?.seq ?? 0;
  // Between what was read and what came since, events may be missing once the oldest of those were dropped.
  const isWhole = state.news.length < NEWS;
  const all = [...state.news.filter(({ seq }) => !isWhole || seq > newest), ...(isWhole ? events : [])];
  const lines = toLines(state);
  const hasOlder = next !== null || !isWhole;
  // Lines that are older than the oldest event wait for their place.
  const oldest = hasOlder ? (all.at(-1)?.time ?? 0) : 0;
  const entries = [...all.map(eventEntry), ...lines.filter(({ time }) => time >= oldest).map(lineEntry)];
  return entries.reverse().sort((a, b) => a.time - b.time);
}

/** Newest first. */
function toLines({ known, lines }: State): LogLine[] {
  const stored = read(known, "logs") ?? [];
  const before = new Set(stored.map(({ line }) => line));
  return [...lines.filter(({ line }) => !before.has(line)), ...stored.toReversed()];
}

function eventEntry(event: StoredEvent): LogEntry {
  const { seq, type, time, data } = event;
  return {
    id: `event:${seq}`,
    time,
    level: levelOfEvent(type, data),
    part: type.split(".", 1)[0] ?? type,
    words: () => logLine(event),
    target: () => ({
      entry: `event:${seq}`,
      agent: event.agentId,
      runId: event.runId,
      conversation: event.conversationId,
      copy: JSON.stringify(event),
      ...(event.conversationId === undefined || event.runId === undefined ? {} : { opens: "run" as const }),
    }),
  };
}

function lineEntry({ time, level, text, fields, line }: LogLine): LogEntry {
  return {
    id: `line:${line}`,
    time,
    level,
    part: DAEMON,
    words: () => cleanLine(`${text} ${fieldWords(fields)}`),
    target: () => ({ entry: `line:${line}`, copy: line }),
  };
}

function fieldWords(data: unknown): string {
  return Object.entries((data ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");
}
