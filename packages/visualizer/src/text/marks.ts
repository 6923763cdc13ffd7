/** The sign of each state, and lines, as the terminal can draw them. A sign never stands without its word. */
import type { Style } from "./styled.js";

/** What agents, runs and messages are in; the same words as in TinyOffice. */
export type State = "running" | "waits" | "done" | "failed" | "held" | "idle";

export interface Marks {
  readonly state: Readonly<Record<State, string>>;
  readonly cursor: string;
  readonly rule: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
  readonly arrow: string;
  readonly live: string;
  readonly lost: string;
  readonly dot: string;
  readonly sum: string;
  readonly cut: string;
  readonly none: string;
  readonly bar: string;
  readonly up: string;
  readonly down: string;
  readonly enter: string;
  readonly bullet: string;
  readonly prompt: string;
}

/** For terminals that show Unicode. */
export const UNICODE_MARKS: Marks = {
  state: { running: "▸", waits: "?", done: "✓", failed: "✗", held: "‖", idle: "·" },
  cursor: "▌",
  rule: "─",
  branch: "├ ",
  lastBranch: "└ ",
  trunk: "│ ",
  arrow: "→",
  live: "●",
  lost: "○",
  dot: "·",
  sum: "∑",
  cut: "…",
  none: "–",
  bar: "━",
  up: "↑",
  down: "↓",
  enter: "↵",
  bullet: "•",
  prompt: "›",
};

/** For a locale that is not UTF-8. */
export const ASCII_MARKS: Marks = {
  state: { running: ">", waits: "?", done: "+", failed: "x", held: "=", idle: "." },
  cursor: "*",
  rule: "-",
  branch: "|- ",
  lastBranch: "`- ",
  trunk: "|  ",
  arrow: "->",
  live: "*",
  lost: "o",
  dot: "-",
  sum: "all",
  cut: "~",
  none: "-",
  bar: "=",
  up: "^",
  down: "v",
  enter: "enter",
  bullet: "-",
  prompt: ">",
};

/** For screen readers and files: words and spaces only. */
export const PLAIN_MARKS: Marks = {
  ...ASCII_MARKS,
  state: { running: "", waits: "", done: "", failed: "", held: "", idle: "" },
  branch: "  ",
  lastBranch: "  ",
  trunk: "  ",
  cut: "...",
};

const STYLES: Readonly<Record<State, Style | undefined>> = {
  running: "cyan",
  waits: "yellow",
  done: "green",
  failed: "red",
  held: undefined,
  idle: "dim",
};

/** The colour that adds to a state's sign and word. */
export function getStyle(state: State): Style | undefined {
  return STYLES[state];
}

/** The marks for the locale of these environment variables. */
export function pickMarks(env: Readonly<Record<string, string | undefined>>): Marks {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale) ? UNICODE_MARKS : ASCII_MARKS;
}
