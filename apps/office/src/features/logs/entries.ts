/** Events of the journal and lines of the daemon's log as entries of one list. Pure. */

import { LOG_LEVELS, type LogLevel, levelOfEvent, parseDaemonEntry } from "@tinyagi/client";
import type { RouteOutput } from "@tinyagi/contracts";
import { eventSentence } from "@tinyagi/views";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";

export type StoredEvent = RouteOutput<"listEvents">["events"][number];
export const LEVELS = LOG_LEVELS;
export type Level = LogLevel;

export interface Entry {
  key: string;
  /** Milliseconds since the epoch. */
  time: number;
  level: Level;
  /** `run`, `budget`, `channel` …; `daemon` for the daemon's own log. */
  part: string;
  agent: string;
  text: string;
  runId: string;
  conversationId: string;
  /** Every field, for the inspector. */
  fields: readonly (readonly [name: string, value: string])[];
}

export const DAEMON = "daemon";

export function entryOfEvent(event: StoredEvent): Entry {
  const { seq, type, time, data } = event;
  const known = data as { agent?: unknown; fromAgent?: unknown };
  const agent = event.agentId ?? known.agent ?? known.fromAgent;
  return {
    key: `e${seq}`,
    time,
    level: levelOfEvent(type, data),
    part: type.split(".", 1)[0] ?? type,
    agent: typeof agent === "string" ? agent : "",
    text: flat(eventSentence({ type, data, agentStandsBeside: true }, words.views)),
    runId: event.runId ?? "",
    conversationId: event.conversationId ?? "",
    fields: [["event", type], ...toFields(data)],
  };
}

/** The fields that the words of an entry do not say already. */
export function moreFields({ fields, text }: Pick<Entry, "fields" | "text">): Entry["fields"] {
  return fields.filter(([, value]) => !(value.includes(" ") && text.includes(flat(value))));
}

/** The words of the daemon for what a line is about: `plugin not loaded: broken, it failed`. */
const SUBJECTS = ["plugin", "channel", "provider", "reason", "error"];

function toSubject(fields: Readonly<Record<string, unknown>>): string {
  const said = SUBJECTS.flatMap((name) => (typeof fields[name] === "string" ? [fields[name]] : []));
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}

/** What is no entry, such as a line that a rotation cut, is left out. */
export function entryOfLine(line: string): Entry | undefined {
  const entry = parseDaemonEntry(line);
  if (entry === undefined) return undefined;
  const { time, level, text, fields } = entry;
  const { runId = "", conversationId = "", agentId = "" } = fields;
  return {
    key: `l${line}`,
    time,
    level,
    part: DAEMON,
    agent: String(agentId),
    runId: String(runId),
    conversationId: String(conversationId),
    text: flat(`${text}${toSubject(fields)}`),
    fields: toFields(fields),
  };
}

const FIELD_MAX = 4_000;

function toFields(data: unknown): [string, string][] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => [
      visible(name),
      visible(typeof value === "string" ? value : JSON.stringify(value)).slice(0, FIELD_MAX),
    ]);
}

const TEXT_MAX = 300;

/** Control characters would break the line or forge another one. */
function flat(text: string): string {
  return visible(text.slice(0, 2 * TEXT_MAX))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, TEXT_MAX);
}

/** A part in the reader's language; one without a word by its name. */
export function partWord(part: string): string {
  const { parts } = words.logs;
  return Object.hasOwn(parts, part) ? parts[part as keyof typeof parts] : part;
}

export interface Filter {
  /** This level and worse. */
  level: Level;
  part: string;
  agent: string;
  text: string;
  /** How far back; empty for any time. */
  span?: Span | "";
  /** What `span` means now: nothing older, in milliseconds since the epoch. */
  since?: number;
}

const HOUR_MS = 3_600_000;
const SPAN_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;
export type Span = keyof typeof SPAN_MS;
export const SPANS = Object.keys(SPAN_MS) as readonly Span[];

/** @returns nothing older is meant; 0 for any time */
export function sinceOf(span: Span | "" | undefined, now: number): number {
  return span === "" || span === undefined ? 0 : now - SPAN_MS[span];
}

export function matches(entry: Entry, { level, part, agent, text, since = 0 }: Filter): boolean {
  if (entry.time < since) return false;
  if (LEVELS.indexOf(entry.level) > LEVELS.indexOf(level)) return false;
  if (part !== "" && entry.part !== part) return false;
  if (agent !== "" && entry.agent !== agent) return false;
  const wanted = text.trim().toLowerCase();
  return (
    wanted === "" ||
    `${entry.part} ${partWord(entry.part)} ${entry.agent} ${entry.text} ${entry.runId} ${entry.conversationId}`
      .toLowerCase()
      .includes(wanted)
  );
}

/** Newest first, each once. Lines of the daemon older than the oldest event that was read wait for their place. */
export function merge(events: readonly Entry[], lines: readonly Entry[], hasOlder: boolean): Entry[] {
  const oldest = hasOlder
    ? events.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY)
    : 0;
  const all = new Map(
    [...events, ...lines.filter(({ time }) => time >= oldest)].map((entry) => [entry.key, entry]),
  );
  return [...all.values()].sort((a, b) => b.time - a.time || toNumber(b) - toNumber(a));
}

function toNumber({ key }: Entry): number {
  return Number(/^e(\d+)$/.exec(key)?.[1] ?? 0);
}

/** As a file: one JSON object a line. */
export function jsonLines(entries: readonly Entry[]): string {
  return entries
    .map(({ key: _, fields, ...entry }) =>
      JSON.stringify({
        ...entry,
        time: new Date(entry.time).toISOString(),
        fields: Object.fromEntries(fields),
      }),
    )
    .map((line) => `${line}\n`)
    .join("");
}
