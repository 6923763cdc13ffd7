/** The end of the screen: what is being typed or asked, what the last action came to, and the keys that work now. */
import type { Purpose, State, Target } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, widthOf } from "../text/width.js";
import { currentRow } from "./body.js";
import { draftLines } from "./draft-lines.js";
import { type KeyHint, toRows, type View } from "./view.js";

/** Lines of a text that is typed; of a longer one, those around the cursor are shown. */
const INPUT_LINES = 6;

const LABELS: Readonly<Record<Purpose["kind"], string>> = {
  filter: "Filter",
  jump: "Go to",
  steer: "Tell",
  answer: "Answer",
  fork: "Run again with",
  post: "Post",
};

const TYPING: Readonly<Record<Purpose["kind"], readonly KeyHint[]>> = {
  filter: [
    ["enter", "keep"],
    ["esc", "show all"],
  ],
  jump: [
    ["enter", "go"],
    ["tab", "complete"],
    ["esc", "back"],
  ],
  steer: [
    ["enter", "send"],
    ["alt-enter", "new line"],
    ["esc", "back"],
  ],
  answer: [
    ["enter", "answer"],
    ["alt-enter", "new line"],
    ["esc", "back"],
  ],
  fork: [
    ["enter", "run"],
    ["alt-enter", "new line"],
    ["esc", "back"],
  ],
  post: [
    ["enter", "post"],
    ["alt-enter", "new line"],
    ["tab", "complete @ #"],
    ["pgup", "older"],
    ["esc", "views"],
  ],
};

export function footLines(state: State, view: View, marks: Marks): Text[] {
  const { columns } = state.size;
  const rule = paint("dim", marks.rule.repeat(columns));
  const hints = listHints(state, view);
  return [rule, ...middleLines(state, marks), keyLine(hints, columns, marks)];
}

function middleLines(state: State, marks: Marks): Text[] {
  const { confirm, input, notice, size, filter } = state;
  const line = (text: string): string => ` ${cut(text, size.columns - 2, marks.cut)}`;
  if (confirm !== undefined)
    return confirm.lines.map((text, at) => (at === 0 ? paint("bold", line(text)) : line(text)));
  if (input !== undefined) return inputLines(input, size.columns, marks);
  if (notice !== undefined) return [notice.failed ? paint("red", line(notice.text)) : line(notice.text)];
  return filter === "" ? [] : [paint("dim", line(`Filter: ${filter}`))];
}

function inputLines({ purpose, draft }: NonNullable<State["input"]>, columns: number, marks: Marks): Text[] {
  const about =
    purpose.kind === "steer" ? ` ${purpose.agent}` : purpose.kind === "post" ? ` in #${purpose.team}` : "";
  const label = ` ${LABELS[purpose.kind]}${about}: `;
  return draftLines(draft, { label, columns, rows: INPUT_LINES, marks });
}

/** The keys that work now, most wanted first. */
export function listHints(state: State, view: View): readonly KeyHint[] {
  if (state.confirm !== undefined)
    return [
      ["y", "yes"],
      ["n", state.confirm.otherwise === undefined ? "no" : "deny"],
      ["esc", "back"],
    ];
  if (state.input !== undefined) return TYPING[state.input.purpose.kind];
  if (state.panel !== undefined)
    return [
      ["arrows", "scroll"],
      ["esc", "close"],
      ["q", "quit"],
    ];
  const target = currentRow(state, view)?.target ?? {};
  const own = view.keys.filter(([key]) => works(key, { state, view, target }));
  const back: readonly KeyHint[] =
    state.filter !== "" ? [["esc", "show all"]] : state.before.length > 0 ? [["esc", "back"]] : [];
  return [
    ...(toRows(view).length > 1 ? [["arrows", "move"] as const] : []),
    ...own,
    ["1-5", "views"],
    ["/", "filter"],
    [":", "go to"],
    ["?", "help"],
    ...back,
    ["q", "quit"],
  ];
}

interface On {
  state: State;
  view: View;
  target: Target;
}

/** Whether a key does something now. */
function works(key: string, { state, view, target }: On): boolean {
  const { runId, dead, messageId, opens, entry } = target;
  const isQueue = state.place.view === "queue";
  switch (key) {
    case "enter":
      if (state.place.view === "room") return true;
      if (state.place.view === "run") return runId !== undefined;
      return opens !== undefined || messageId !== undefined || entry !== undefined;
    case "s":
    case "x":
      return target.isLive === true && runId !== undefined;
    case "a":
      // It finds the row that asks.
      return toRows(view).some((row) => row.target.approval !== undefined);
    case "r":
      return isQueue ? dead !== undefined : runId !== undefined;
    case "f":
      return runId !== undefined;
    case "d":
      return dead !== undefined;
    case "R":
      return toRows(view).some((row) => row.target.dead !== undefined);
    case "w":
      return messageId !== undefined;
    case "o":
      return opens !== undefined;
    case "y":
      return target.copy !== undefined;
    default:
      return true;
  }
}

/** These give way in this order, then the view's own from the last one; the ways out stay. */
const GIVE_WAY = [":", "/", "1-5", "arrows", "?"];
const STAY: ReadonlySet<string> = new Set(["esc", "q"]);

/** As many as fit. */
function keyLine(hints: readonly KeyHint[], columns: number, marks: Marks): Text {
  const signs: Readonly<Record<string, string>> = { arrows: marks.up + marks.down, enter: marks.enter };
  const texts = hints.map(([name, does]) => ({ name, key: signs[name] ?? name, does }));
  const width = (gap: number): number =>
    texts.reduce((sum, { key, does }) => sum + widthOf(key) + 1 + widthOf(does) + gap, 1 - gap);
  // Closer together first.
  while (width(1) > columns && texts.length > 2) {
    const given = GIVE_WAY.find((name) => texts.some((one) => one.name === name));
    const at =
      given === undefined
        ? texts.findLastIndex(({ name }) => !STAY.has(name))
        : texts.findIndex(({ name }) => name === given);
    texts.splice(at === -1 ? 0 : at, 1);
  }
  const gap = " ".repeat(width(2) > columns ? 1 : 2);
  return join([
    " ",
    ...texts.flatMap(({ key, does }, at) => [at === 0 ? "" : gap, paint("bold", key), ` ${does}`]),
  ]);
}
