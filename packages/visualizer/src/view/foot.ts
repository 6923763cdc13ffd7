/** The end of the screen: what is being typed or asked, what the last action came to, and the keys that work now. */
import type { Purpose, State, Target } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, graphemesOf, widthOf, wrap } from "../text/width.js";
import { currentRow } from "./body.js";
import { type KeyHint, rowsOf, type View } from "./view.js";

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
    ["esc", "leave"],
  ],
};

export function footLines(state: State, view: View, marks: Marks): Text[] {
  const { columns } = state.size;
  const rule = paint("dim", marks.rule.repeat(columns));
  const hints = hintsOf(state, view);
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
  const room = Math.max(10, columns - widthOf(label) - 1);
  const before = graphemesOf(draft.text).slice(0, draft.at).join("");
  // A mark that no text from outside can contain says where the cursor is, wherever lines break.
  const whole = `${before}\u0000${draft.text.slice(before.length)}`;
  const lines = whole.split("\n").flatMap((one) => wrapAround(one.replaceAll("\t", " "), room));
  const at = lines.findIndex((one) => one.includes("\u0000"));
  const first = Math.max(0, Math.min(at - INPUT_LINES + 1, lines.length - INPUT_LINES));
  return lines.slice(first, first + INPUT_LINES).map((one, index) => {
    const lead = first + index === 0 ? label : " ".repeat(widthOf(label));
    const [left = "", right] = one.split("\u0000");
    if (right === undefined) return join([lead, one]);
    const [under = " ", ...rest] = graphemesOf(right);
    return join([lead, left, paint("inverse", under), rest.join("")]);
  });

  function wrapAround(text: string, width: number): string[] {
    const parts = wrap(text.replace("\u0000", ""), width);
    const place = text.indexOf("\u0000");
    if (place === -1) return parts;
    let passed = 0;
    for (const [index, part] of parts.entries()) {
      if (place <= passed + part.length) {
        parts[index] = `${part.slice(0, place - passed)}\u0000${part.slice(place - passed)}`;
        break;
      }
      passed += part.length;
    }
    return parts.length === 0 ? [marks.none] : parts;
  }
}

/** The keys that work now, most wanted first. */
function hintsOf(state: State, view: View): readonly KeyHint[] {
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
  const own = view.keys.filter(([key]) => works(key, target) || (key === "a" && isAsked(view)));
  const back: KeyHint[] = state.before.length > 0 ? [["esc", "back"]] : [];
  return [
    ["arrows", "move"],
    ...own,
    ["1-5", "views"],
    ["/", "filter"],
    [":", "go to"],
    ["?", "help"],
    ...back,
    ["q", "quit"],
  ];
}

/** `a` finds the row that asks. */
function isAsked(view: View): boolean {
  return rowsOf(view).some(({ target }) => target.approval !== undefined);
}

/** Whether a key does something with this row. */
function works(key: string, target: Target): boolean {
  switch (key) {
    case "s":
      return target.isLive === true && target.runId !== undefined;
    case "x":
      return target.isLive === true && target.runId !== undefined;
    case "a":
      return target.approval !== undefined;
    case "r":
      return target.runId !== undefined || target.dead !== undefined;
    case "f":
      return target.runId !== undefined;
    case "R":
    case "d":
      return target.dead !== undefined;
    case "w":
      return target.messageId !== undefined || target.runId !== undefined;
    case "o":
    case "y":
      return target.copy !== undefined || target.opens !== undefined;
    default:
      return true;
  }
}

/** As many as fit; help and quit are never the ones that give way. */
function keyLine(hints: readonly KeyHint[], columns: number, marks: Marks): Text {
  const signs: Readonly<Record<string, string>> = { arrows: marks.up + marks.down, enter: marks.enter };
  const texts = hints.map(([key, does]) => ({ key: signs[key] ?? key, does }));
  const width = (gap: number): number =>
    texts.reduce((sum, { key, does }) => sum + widthOf(key) + 1 + widthOf(does) + gap, 1 - gap);
  // Closer together first; then those before the last two give way.
  while (width(1) > columns && texts.length > 2) texts.splice(Math.max(0, texts.length - 3), 1);
  const gap = " ".repeat(width(2) > columns ? 1 : 2);
  return join([
    " ",
    ...texts.flatMap(({ key, does }, at) => [at === 0 ? "" : gap, paint("bold", key), ` ${does}`]),
  ]);
}
