/** View 5: what happened, newest at the bottom, followed until the reader moves up. */
import type { JournalEvent } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { read, type StoredEvent } from "../state/answers.js";
import type { LogLevel, State } from "../state/state.js";
import { clock } from "../text/format.js";
import { lineOf } from "../text/line-log.js";
import { paint, type Text } from "../text/styled.js";
import { cut, pad } from "../text/width.js";
import { type Drawing, type KeyHint, matches, type View } from "./view.js";

const KEYS: readonly KeyHint[] = [
  ["l", "level"],
  ["p", "part"],
  ["y", "copy JSON"],
  ["enter", "open run"],
];
const PART_WIDTH = 12;
const PROBLEMS =
  /^(run\.failed|message\.died|node\.failed|host\.crashed|plugin\.(crashed|failed)|schedule\.failed|settings\.rejected|database\.commits_missing|reply\.failed|limit\.reached|provider\.paused|dispatch\.paused|budget\.exceeded|handoff\.denied|file\.denied|spawn\.refused|approval\.expired|run\.permission_denied)$/;

export function logView(state: State, { marks, columns }: Drawing): View {
  const all = entriesOf(state);
  const shown = all.filter((event) => isShown(event, state));
  const at = shown.findIndex(({ seq }) => `event:${seq}` === state.cursor);
  const below = at === -1 ? 0 : shown.length - 1 - at;
  const level = state.level === "all" ? "" : `level ${state.level}`;
  return {
    title: ["Log", level, state.part].filter((text) => text !== "").join(` ${marks.dot} `),
    facts: below === 0 ? [`${shown.length} events`] : [`${below} newer ${marks.down}`],
    sections: [
      {
        rows: shown.map((event) => ({
          id: `event:${event.seq}`,
          target: {
            agent: event.agentId,
            runId: event.runId,
            conversation: event.conversationId,
            copy: JSON.stringify(event),
            ...(event.conversationId === undefined || event.runId === undefined
              ? {}
              : { opens: "run" as const }),
          },
          lines: () => [eventLine(event, columns, marks.cut)],
        })),
      },
    ],
    empty: ["Nothing to show. Change the level with l, the part with p, the text with /."],
    follows: true,
    keys: KEYS,
    isRead: read(state.known, "events") !== undefined,
  };
}

/** Oldest first, each once. */
function entriesOf(state: State): StoredEvent[] {
  const stored = read(state.known, "events") ?? [];
  const newest = stored[0]?.seq ?? 0;
  return [...state.news.filter(({ seq }) => seq > newest), ...stored].reverse();
}

/** The parts of the log that there are, such as `run`. */
export function partsOf(state: State): string[] {
  return [...new Set(entriesOf(state).map(partOf))].sort();
}

function partOf({ type }: Pick<StoredEvent, "type">): string {
  return type.split(".", 1)[0] ?? type;
}

function isShown(event: StoredEvent, { level, part, filter }: State): boolean {
  if (part !== "" && partOf(event) !== part) return false;
  if (!hasLevel(event, level)) return false;
  return matches(filter, event.type, event.agentId, wordsOf(event), event.runId, event.conversationId);
}

function hasLevel(event: StoredEvent, level: LogLevel): boolean {
  if (level === "all") return true;
  if (PROBLEMS.test(event.type)) return true;
  return level === "notable" && lineOf(event as unknown as JournalEvent) !== undefined;
}

/** In words where there are any, else its fields. */
function wordsOf(event: StoredEvent): string {
  // The daemon wrote it by the same schema.
  const words = lineOf(event as unknown as JournalEvent);
  if (words !== undefined) return words;
  const fields = Object.entries(event.data as Record<string, unknown>)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => `${name}=${String(value)}`);
  return cleanLine(`${event.type.slice(event.type.indexOf(".") + 1)} ${fields.join(" ")}`);
}

function eventLine(event: StoredEvent, columns: number, mark: string): Text {
  const part = columns < 60 ? "" : `${pad(cut(partOf(event), PART_WIDTH, mark), PART_WIDTH)} `;
  const line = cut(`${clock(event.time)}  ${part}${wordsOf(event)}`, columns, mark);
  return PROBLEMS.test(event.type) ? paint("red", line) : line;
}
