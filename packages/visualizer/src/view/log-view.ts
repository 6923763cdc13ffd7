/** View 5: what happened, newest at the bottom, followed until the reader moves up. */
import { LOG_LEVELS, type LogLevel } from "@tinyagi/client";
import { clockSeconds } from "@tinyagi/views";
import { read } from "../state/answers.js";
import type { State } from "../state/state.js";
import { paint, type Text } from "../text/styled.js";
import { cut, pad } from "../text/width.js";
import { type LogEntry, logEntries } from "./log-entries.js";
import { type Drawing, type KeyHint, matches, type View } from "./view.js";

const KEYS: readonly KeyHint[] = [
  ["l", "level"],
  ["p", "part"],
  ["y", "copy JSON"],
  ["enter", "open"],
  ["o", "open run"],
];
const PART_WIDTH = 12;
const LEVEL_WIDTH = 5;
/** Narrower than this, there is no column for the part, and the level is said only of problems. */
const COLUMNS_FROM = 60;

export function logView(state: State, { marks, columns }: Drawing): View {
  const shown = logEntries(state).filter((entry) => isShown(entry, state));
  const at = shown.findIndex(({ id }) => id === state.cursor);
  const below = at === -1 ? 0 : shown.length - 1 - at;
  const level = state.level === LOG_LEVELS.at(-1) ? "" : `level ${state.level}`;
  const total = `${shown.length} ${shown.length === 1 ? "entry" : "entries"}`;
  return {
    title: ["Log", level, state.part].filter((text) => text !== "").join(` ${marks.dot} `),
    facts: [below === 0 ? total : `${below} newer ${marks.down}`],
    sections: [
      {
        rows: shown.map((entry) => ({
          id: entry.id,
          target: entry.target(),
          lines: () => [entryLine(entry, columns, marks.cut)],
        })),
      },
    ],
    empty: ["Nothing to show. Change the level with l, the part with p, the text with /."],
    follows: true,
    keys: KEYS,
    isRead: read(state.known, "events") !== undefined,
  };
}

/** The parts of the log that there are, such as `run`. */
export function toParts(state: State): string[] {
  return [...new Set(logEntries(state).map(({ part }) => part))].sort();
}

/** The level that comes next: more of it, or from all of it back to the errors alone. */
export function nextLevel(level: LogLevel): LogLevel {
  return LOG_LEVELS[(LOG_LEVELS.indexOf(level) + 1) % LOG_LEVELS.length] ?? "info";
}

function isShown(entry: LogEntry, { level, part, filter }: State): boolean {
  if (part !== "" && entry.part !== part) return false;
  if (LOG_LEVELS.indexOf(entry.level) > LOG_LEVELS.indexOf(level)) return false;
  if (filter === "") return true;
  const { agent, runId, conversation } = entry.target();
  return matches(filter, entry.part, entry.level, entry.words(), agent, runId, conversation);
}

function entryLine({ time, level, part, words }: LogEntry, columns: number, mark: string): Text {
  const isWide = columns >= COLUMNS_FROM;
  const isProblem = level === "error" || level === "warn";
  const word = isWide ? `${pad(level, LEVEL_WIDTH)} ` : isProblem ? `${level} ` : "";
  const where = isWide ? `${pad(cut(part, PART_WIDTH, mark), PART_WIDTH)} ` : "";
  const line = cut(`${clockSeconds(time)}  ${word}${where}${words()}`, columns, mark);
  return level === "error" ? paint("red", line) : level === "warn" ? paint("yellow", line) : line;
}
