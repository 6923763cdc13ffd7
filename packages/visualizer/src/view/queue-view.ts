/** View 3: what each agent's lane runs and what waits for what; below, the dead letters. */
import type { ShownRun } from "@tinyagi/client";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { span, waitWords, workTitle } from "@tinyagi/views";
import { type DeadLetter, type Lane, type LaneMessage, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import { getStyle } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { widthOf } from "../text/width.js";
import { type Column, cellsLine, fitColumns, wantFor } from "./columns.js";
import { liveLines } from "./live-lines.js";
import { type Drawing, type KeyHint, matches, type Row, type Section, type View } from "./view.js";
import { toTool } from "./work.js";

const KEYS: readonly KeyHint[] = [
  ["r", "retry"],
  ["R", "retry all"],
  ["d", "delete"],
  ["x", "cancel"],
  ["w", "why"],
  ["enter", "open"],
];
const NARROW = 60;
const INDENT = "  ";
/** Lines around the rows. */
const CHROME = 8;
/** Lines of what one run writes. */
const MOST_TEXT = 6;

export function queueView(state: State, drawing: Drawing): View {
  const lanes = read(state.known, "lanes")?.lanes;
  const dead = read(state.known, "dead");
  const messages = (lanes ?? []).flatMap((lane) => lane.messages);
  const running = messages.filter(({ status }) => status === "processing").length;
  const waiting = (lanes ?? []).reduce((sum, { total }) => sum + total, 0) - running;
  const letters = dead?.length ?? 0;
  return {
    title: "Queue",
    facts: [
      `${waiting} waiting`,
      `${running} running`,
      ...(letters === 0 ? [] : [`${letters} dead ${letters === 1 ? "letter" : "letters"}`]),
    ],
    sections: [
      laneSection([...(lanes ?? []), ...idleLanes(lanes ?? [], state)], state, drawing),
      deadSection(dead ?? [], state, drawing),
    ],
    empty:
      state.filter === ""
        ? ["No agents yet. Add a team: tinyagi setup"]
        : ["Nothing matches the filter. Esc shows all."],
    follows: false,
    keys: KEYS,
    isRead: lanes !== undefined && dead !== undefined,
  };
}

/** Agents without a message. */
function idleLanes(lanes: readonly Lane[], { known }: State): Lane[] {
  const busy = new Set(lanes.map(({ agent }) => agent));
  const idle = Object.keys(read(known, "agents") ?? {}).filter((agent) => !busy.has(agent));
  return idle.map((agent) => ({ lane: `idle:${agent}`, agent, total: 0, messages: [] }));
}

function laneSection(lanes: readonly Lane[], state: State, { marks, columns }: Drawing): Section {
  const shown = lanes.filter(({ agent, messages }) =>
    matches(state.filter, agent, ...messages.map(({ preview }) => preview)),
  );
  const isWide = columns >= NARROW;
  const rests = shown.map((lane) => restWords(lane, state.now, isWide));
  const table: Column[] = [
    { want: Math.max(0, ...shown.map(({ agent }) => widthOf(agent))), min: 4 },
    {
      want: wantFor(
        shown.map((lane) => String(nowCell(lane, state, marks.state))),
        columns,
      ),
      min: 8,
      grows: true,
    },
    { want: 6, min: 6, isNumber: true },
    { want: Math.max(0, ...rests.map(widthOf)), min: isWide ? 12 : 2 },
  ];
  const widths = fitColumns(table, columns);
  const writing = shown.filter(({ messages }) => runOf(messages[0], state) !== undefined).length;
  const free = state.size.rows - CHROME - lanes.length;
  const textRows = Math.max(1, Math.min(MOST_TEXT, Math.floor(free / Math.max(1, writing))));
  const rows = shown.map((lane, at): Row => {
    const [first] = lane.messages;
    return {
      id: `lane:${lane.lane}`,
      target: {
        agent: lane.agent,
        messageId: first?.messageId,
        conversation: first?.conversationId,
        runId: first?.runId ?? undefined,
        isLive: first?.status === "processing",
        ...(first?.runId ? { opens: "run" as const } : {}),
      },
      lines: () => [
        cellsLine(
          [lane.agent, nowCell(lane, state, marks.state), firstTime(lane, state.now), rests[at] ?? ""],
          widths,
          {
            columns: table,
            marks,
          },
        ),
        ...liveLines(runOf(first, state), { columns: columns - INDENT.length, rows: textRows, marks }).map(
          (line) => paint("dim", `${INDENT}${String(line)}`),
        ),
      ],
    };
  });
  return { rows };
}

/** The run of a message, if it works now. */
function runOf(message: LaneMessage | undefined, { live }: State): ShownRun | undefined {
  return message?.runId == null ? undefined : live.get(message.runId);
}

function nowCell(
  { messages }: Lane,
  state: State,
  signs: Readonly<Record<"running" | "held" | "failed" | "waits" | "idle", string>>,
): Text {
  const [first] = messages;
  if (first === undefined) return coloured("idle", `${signs.idle} idle`, "");
  const preview = workTitle({ ...first, text: first.preview });
  if (first.waitsFor === "person")
    return coloured("waits", `${signs.waits} ${waitWords(first, state.now)}: `, preview);
  if (first.status === "processing") {
    // What it writes is below.
    const doing = toTool(runOf(first, state));
    return coloured("running", `${signs.running} `, doing === "" ? preview : doing);
  }
  if (first.waitsFor === "retry")
    return coloured(
      "failed",
      `${signs.failed} ${waitWords(first, state.now)}  `,
      cleanLine(first.error ?? ""),
    );
  return coloured("held", `${signs.held} ${waitWords(first, state.now)}  `, preview);
}

function coloured(state: "running" | "held" | "failed" | "waits" | "idle", sign: string, text: string): Text {
  const style = getStyle(state);
  return style === undefined ? sign + text : join([paint(style, sign), text]);
}

function firstTime({ messages: [first] }: Lane, now: number): string {
  if (first === undefined) return "";
  return span(now - (first.startedAt ?? first.createdAt));
}

/** `then 4 waiting, oldest 12 min`. */
function restWords({ total, messages }: Lane, now: number, isWide: boolean): string {
  const rest = total - 1;
  if (rest <= 0) return "";
  if (!isWide) return `+${rest}`;
  const next = messages[1];
  return `then ${rest} waiting${next === undefined ? "" : `, oldest ${span(now - next.createdAt)}`}`;
}

function toReason({ errorClass, failedReason }: DeadLetter): string {
  return `${errorClass}: ${cleanLine(failedReason)}`;
}

function deadSection(dead: readonly DeadLetter[], state: State, { marks, columns }: Drawing): Section {
  const shown = dead.filter(({ id, data, failedReason, errorClass }) =>
    matches(state.filter, String(id), data.agent, failedReason, errorClass, data.message),
  );
  const attempts = ({ totalAttempts }: DeadLetter): string =>
    columns < NARROW
      ? `${totalAttempts}x`
      : `${totalAttempts} ${totalAttempts === 1 ? "attempt" : "attempts"}`;
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
  const table: Column[] = [
    { want: widest(shown.map(({ id }) => String(id))), min: 3 },
    { want: widest(shown.map(({ data }) => data.agent)), min: 4 },
    { want: wantFor(shown.map(toReason), columns), min: 8, grows: true },
    { want: 6, min: 6, isNumber: true },
    { want: widest(shown.map(attempts)), min: 2, isNumber: true },
  ];
  const widths = fitColumns(table, columns);
  const rows = shown.map(
    (letter): Row => ({
      id: `dead:${letter.id}`,
      target: { dead: letter.id, agent: letter.data.agent, messageId: letter.data.messageId },
      lines: () => [
        cellsLine(
          [
            String(letter.id),
            letter.data.agent,
            toReason(letter),
            span(state.now - letter.timestamp),
            attempts(letter),
          ],
          widths,
          { columns: table, marks },
        ),
      ],
    }),
  );
  return { head: ["", paint("dim", "DEAD LETTERS")], rows };
}
