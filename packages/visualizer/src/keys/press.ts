/**
 * What each key does. Pure: the next state, and what is to be done outside. Guarantees: nothing that cannot be undone
 * happens without a confirmation that names it.
 */
import type { Key } from "../state/key.js";
import type { State } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { currentRow } from "../view/body.js";
import { panelRest } from "../view/frame.js";
import { toRows, type View } from "../view/view.js";
import { toView } from "../view/views.js";
import { command } from "./command.js";
import { goBack } from "./move.js";
import { type Pressed, stay } from "./pressed.js";
import { type } from "./type.js";

/** A step of a panel or a page, less a line to keep the place. */
const OVERLAP = 2;
const CHROME = 6;
const VIEW_NUMBER = /^[1-5]$/;

export function press(before: State, key: Key, marks: Marks): Pressed {
  if (key.name === "interrupt") return { state: before, effects: [{ type: "quit" }] };
  if (key.name === "alt") return pressBoth(before, key.text, marks);
  const state = before.notice === undefined ? before : { ...before, notice: undefined };
  if (state.confirm !== undefined) return decide(state, key, marks);
  const view = toView(state, { marks, columns: state.size.columns });
  if (state.input !== undefined) return type(state, key, view) ?? stay(move(state, key, view) ?? state);
  if (state.panel !== undefined) return inPanel(state, key, view);
  if (key.name === "escape") return stay(goBack(state));
  const moved = move(state, key, view);
  if (moved !== undefined) return atEnd(moved, key, view);
  return command(state, key, view);
}

/**
 * Esc and a letter, unless a text is being typed: there it was Alt, and Esc would lose the text. A post is kept, so that a
 * number goes to its view from there, too.
 */
function pressBoth(before: State, text: string, marks: Marks): Pressed {
  if (before.input?.purpose.kind === "post" && VIEW_NUMBER.test(text))
    return press({ ...before, input: undefined }, { name: "text", text }, marks);
  if (before.input !== undefined) return stay(before);
  const { state, effects } = press(before, { name: "escape" }, marks);
  const next = press(state, { name: "text", text }, marks);
  return { state: next.state, effects: [...effects, ...next.effects] };
}

function decide(state: State, key: Key, marks: Marks): Pressed {
  const { confirm } = state;
  const scrolled = state.panel === undefined ? undefined : scroll(state, key);
  if (scrolled !== undefined) return stay(scrolled);
  const open = { ...state, confirm: undefined };
  if (confirm === undefined || key.name === "escape") return stay({ ...open, panel: undefined });
  if (key.name !== "text") return stay(state);
  const answer = key.text.toLowerCase();
  if (answer === "y") {
    const rest = confirm.act.kind === "approve" ? panelRest(state, { marks }) : 0;
    if (rest === 0) return stay({ ...open, panel: undefined }, { type: "act", act: confirm.act });
    // Nobody approves what was never on the screen.
    const text = `Read all of it first: ${rest} more lines. Scroll with the arrows or PgDn.`;
    return stay({ ...state, notice: { text, failed: true } });
  }
  if (answer !== "n") return stay(state);
  const { otherwise } = confirm;
  return stay(
    { ...open, panel: undefined },
    ...(otherwise === undefined ? [] : [{ type: "act" as const, act: otherwise }]),
  );
}

/** Moves what a panel shows; undefined for keys that do not. */
function scroll(state: State, key: Key): State | undefined {
  const page = Math.max(1, Math.floor((state.size.rows - CHROME) / 2) - OVERLAP);
  const step = { up: -1, down: 1, pageUp: -page, pageDown: page }[key.name as "up"];
  return step === undefined ? undefined : { ...state, scroll: Math.max(0, state.scroll + step) };
}

function inPanel(state: State, key: Key, view: View): Pressed {
  const scrolled = scroll(state, key);
  if (scrolled !== undefined) return stay(scrolled);
  const closed = { ...state, panel: undefined, scroll: 0 };
  if (key.name === "escape" || key.name === "enter") return stay(closed);
  if (key.name === "text" && key.text === "j") return stay({ ...state, scroll: state.scroll + 1 });
  if (key.name === "text" && key.text === "k")
    return stay({ ...state, scroll: Math.max(0, state.scroll - 1) });
  return command(closed, key, view);
}

/** Moves the cursor; undefined for keys that do not. */
function move(state: State, key: Key, view: View): State | undefined {
  const rows = toRows(view);
  const current = currentRow(state, view);
  const at = current === undefined ? -1 : rows.indexOf(current);
  const page = Math.max(1, state.size.rows - CHROME - OVERLAP);
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    home: -rows.length,
    end: rows.length,
  };
  const letters: Readonly<Record<string, number>> = { k: -1, j: 1, g: -rows.length, G: rows.length };
  const isTyping = state.input !== undefined;
  const step = key.name === "text" ? (isTyping ? undefined : letters[key.text]) : steps[key.name];
  if (step === undefined || (isTyping && !key.name.startsWith("page"))) return undefined;
  const next = Math.max(0, Math.min(rows.length - 1, at + step));
  // At its newest row, a view that follows goes on following.
  const follows = view.follows && next === rows.length - 1;
  return { ...state, cursor: follows ? undefined : rows[next]?.id };
}

/** At the first post, a page up reads older ones. */
function atEnd(state: State, key: Key, view: View): Pressed {
  const [first] = toRows(view);
  const isUp =
    key.name === "pageUp" ||
    key.name === "up" ||
    key.name === "home" ||
    (key.name === "text" && /[kg]/.test(key.text));
  if (state.place.view !== "room" || !isUp || first === undefined || state.cursor !== first.id)
    return stay(state);
  return stay(state, {
    type: "olderPosts",
    team: state.place.team,
    before: Number(first.id.slice("post:".length)),
  });
}
