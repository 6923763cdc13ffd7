/** The whole screen as lines: head, one thing in the middle, the keys that work now. Pure; exactly as many lines as the terminal has. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cents, clockSeconds, en, span } from "@tinyagi/views";
import { read } from "../state/answers.js";
import type { State } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { join, paint, styled, type Text } from "../text/styled.js";
import { cut, pad, widthOf } from "../text/width.js";
import { bodyLines } from "./body.js";
import { footLines } from "./foot.js";
import { buildPanel, type PanelView } from "./panel.js";
import { hasPreview, shownPanel } from "./preview.js";
import { toView } from "./views.js";
import { isLive } from "./work.js";

/** From this width a panel stands beside the rows, else over them. */
const BESIDE_FROM = 120;
/** From this height it stands below them. */
const BELOW_FROM = 32;

/** Columns that the name of the view keeps beside the numbers. */
const NAME_LEAST = 8;

export interface FrameOptions {
  readonly marks: Marks;
}

/** The lines of the screen. */
export function frame(state: State, { marks }: FrameOptions): Text[] {
  const { columns, rows } = state.size;
  const isBeside = hasPreview(state) || (state.panel !== undefined && columns >= BESIDE_FROM);
  const left = isBeside ? Math.floor(columns / 2) : columns;
  const view = toView(state, { marks, columns: left - 4 });
  const panel = buildPanel({ ...state, panel: shownPanel(state, view) }, marks);
  const head = [headLine(state, view, marks), ...secondLine(state, view, marks), underHead(state, marks)];
  const foot = footLines(state, view, marks);
  const room = Math.max(1, rows - head.length - foot.length);
  if (isBeside) {
    const body = bodyLines(state, view, { marks, columns: left, room });
    const first = state.panel === undefined ? 0 : state.scroll;
    const beside = panel?.lines(columns - left - 3).slice(first, first + room) ?? [];
    const lines = body.map((line, at) =>
      join([fill(line, left), ` ${marks.trunk.trim()} `, beside[at] ?? ""]),
    );
    return [...head, ...lines, ...foot];
  }
  if (panel === undefined) return [...head, ...bodyLines(state, view, { marks, columns, room }), ...foot];
  const shownRows = panelRows(state, panel, room);
  const below = shownRows + 1;
  const lines = panel.lines(columns - 2).slice(state.scroll, state.scroll + shownRows);
  const shown = [panelHead(panel.title, columns, marks), ...lines.map((line) => join([" ", line]))];
  const body = below === room ? [] : bodyLines(state, view, { marks, columns, room: room - below });
  return [...head, ...body, ...filled(shown, below), ...foot];
}

/** Rows for the lines of a panel: all beside the view; else less its head, and half of them above the rows it is about. */
function panelRows({ size }: State, { isAbout }: PanelView, room: number): number {
  if (size.columns >= BESIDE_FROM) return room;
  return (size.rows >= BELOW_FROM && isAbout ? Math.floor(room / 2) : room) - 1;
}

/** How many lines of the open panel are below what is shown. */
export function panelRest(state: State, { marks }: FrameOptions): number {
  const panel = buildPanel(state, marks);
  if (panel === undefined) return 0;
  const { columns, rows } = state.size;
  const isBeside = columns >= BESIDE_FROM;
  const left = isBeside ? Math.floor(columns / 2) : columns;
  const view = toView(state, { marks, columns: left - 4 });
  const around = 2 + secondLine(state, view, marks).length + footLines(state, view, marks).length;
  const shown = panelRows(state, panel, Math.max(1, rows - around));
  return Math.max(0, panel.lines(isBeside ? columns - left - 3 : columns - 2).length - state.scroll - shown);
}

function fill(line: Text, columns: number): Text {
  return join([line, " ".repeat(Math.max(0, columns - widthOf(String(line))))]);
}

function filled(lines: readonly Text[], room: number): Text[] {
  return [...lines, ...Array.from({ length: Math.max(0, room - lines.length) }, () => "")].slice(0, room);
}

function panelHead(title: string, columns: number, marks: Marks): Text {
  const text = ` ${cut(cleanLine(title), columns - 4, marks.cut)} `;
  return paint("dim", text + marks.rule.repeat(Math.max(0, columns - widthOf(text))));
}

/** While the connection is lost, what is below it is old. */
function underHead({ connection, size: { columns } }: State, marks: Marks): Text {
  if (connection.state !== "lost") return paint("dim", marks.rule.repeat(columns));
  const text = `${marks.rule.repeat(2)} as of ${clockSeconds(connection.since)} `;
  return paint("yellow", text + marks.rule.repeat(Math.max(0, columns - widthOf(text))));
}

/** Where you are, the connection, live runs, money today. Names are cut before numbers. */
function headLine(
  state: State,
  { title, facts }: { title: string; facts: readonly string[] },
  marks: Marks,
): Text {
  const { columns } = state.size;
  const connection = formatConnection(state, marks);
  const numbers = facts.length > 0 ? facts : [runningWords(state), moneyWords(state)];
  const right = [String(connection), ...numbers.filter((text) => text !== "")];
  const width = (between: string): number => widthOf(right.join(between));
  // On a narrow screen they are closer together, and the last number gives way before the connection does.
  const gap = ["   ", "  "].find((one) => width(one) <= columns - NAME_LEAST) ?? " ";
  while (right.length > 1 && width(gap) > columns - NAME_LEAST) right.pop();
  const room = columns - width(gap) - 3;
  const name = pad(cut(title, Math.max(4, room), marks.cut), Math.max(4, room));
  const rest = right.slice(1).map((text) => gap + text);
  return join([" ", paint("bold", name), " ", connection, ...rest]);
}

function formatConnection({ connection, now }: State, marks: Marks): Text {
  if (connection.state === "live") return paint("green", `${marks.live} live`);
  if (connection.state === "connecting") return paint("dim", `${marks.lost} connecting`);
  return paint("yellow", `${marks.lost} reconnecting ${span(now - connection.since)}`);
}

function runningWords(state: State): string {
  const runs = read(state.known, "runs");
  return runs === undefined ? "" : `${runs.filter(isLive).length} running`;
}

function moneyWords(state: State): string {
  const total = read(state.known, "spend")?.total;
  if (total === undefined) return "";
  const limit = read(state.known, "budgets")?.find(({ scope }) => scope === "day")?.limit.usd;
  const used = cents({ ...total, costUsd: total.costUsd ?? 0 });
  return limit === undefined ? used : en.figures.of(used, cents({ costUsd: limit }));
}

function secondLine(
  state: State,
  { second }: { second?: { left: string; right: string } },
  marks: Marks,
): Text[] {
  if (second === undefined) return [];
  const { columns } = state.size;
  const fits = widthOf(second.left) + widthOf(second.right) <= columns - 3;
  const right = fits ? second.right : "";
  const room = Math.max(0, columns - widthOf(right) - 3);
  return [styled` ${pad(cut(second.left, room + (fits ? 0 : 1), marks.cut), room)} ${right}`];
}
