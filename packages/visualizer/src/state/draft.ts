/** A text that is being typed, and what each key does to it. Pure; moves by what a reader takes for one character. */
import { splitGraphemes } from "../text/width.js";
import type { Key } from "./key.js";

/** `at` counts graphemes. */
export interface Draft {
  readonly text: string;
  readonly at: number;
}

/** Longer texts are for files. */
const LONGEST = 100_000;

export const EMPTY_DRAFT: Draft = { text: "", at: 0 };

export function toDraft(text: string): Draft {
  return { text, at: splitGraphemes(text).length };
}

/** The text with `added` where the cursor is. */
export function insert({ text, at }: Draft, added: string): Draft {
  const parts = splitGraphemes(text);
  const before = parts.slice(0, at).join("") + added;
  const next = before + parts.slice(at).join("");
  if (next.length > LONGEST) return { text, at };
  return { text: next, at: splitGraphemes(before).length };
}

/** The draft after a key, or undefined if the key is none that edits. */
export function edit(draft: Draft, key: Key): Draft | undefined {
  const parts = splitGraphemes(draft.text);
  const { at } = draft;
  switch (key.name) {
    case "text":
      return insert(draft, key.text);
    case "newline":
      return insert(draft, "\n");
    case "left":
      return { ...draft, at: Math.max(0, at - 1) };
    case "right":
      return { ...draft, at: Math.min(parts.length, at + 1) };
    case "home":
      return { ...draft, at: parts.lastIndexOf("\n", at - 1) + 1 };
    case "end": {
      const next = parts.indexOf("\n", at);
      return { ...draft, at: next === -1 ? parts.length : next };
    }
    case "backspace":
      return at === 0 ? draft : { text: without(parts, at - 1, at), at: at - 1 };
    case "delete":
      return { text: without(parts, at, at + 1), at };
    case "clear":
      return { text: without(parts, 0, at), at: 0 };
    case "word": {
      const start = startOfWord(parts, at);
      return { text: without(parts, start, at), at: start };
    }
    default:
      return undefined;
  }
}

function without(parts: readonly string[], from: number, to: number): string {
  return [...parts.slice(0, from), ...parts.slice(to)].join("");
}

function startOfWord(parts: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && /\s/.test(parts[start - 1] ?? "")) start -= 1;
  while (start > 0 && !/\s/.test(parts[start - 1] ?? "")) start -= 1;
  return start;
}

/**
 * What was sent before or after the text, of the newest first; a text that is being written is never lost to it.
 *
 * @param step 1 for older, -1 for newer
 */
export function recall(draft: Draft, history: readonly string[], step: 1 | -1): Draft {
  const at = draft.text === "" ? -1 : history.indexOf(draft.text);
  if (at === -1 && draft.text !== "") return draft;
  const next = at + step;
  if (next >= history.length) return draft;
  return next < 0 ? EMPTY_DRAFT : toDraft(history[next] ?? "");
}

/** The word before the cursor, for completion. */
export function wordBefore({ text, at }: Draft): string {
  const before = splitGraphemes(text).slice(0, at).join("");
  return before.split(/\s/).at(-1) ?? "";
}

/** Completes the word before the cursor: the only candidate whole, several as far as they agree. */
export function complete(draft: Draft, candidates: readonly string[]): Draft {
  const word = wordBefore(draft);
  const fitting =
    word === "" ? [] : candidates.filter((one) => one.toLowerCase().startsWith(word.toLowerCase()));
  const [first] = fitting;
  if (first === undefined) return draft;
  let end = first.length;
  for (const one of fitting) while (!one.startsWith(first.slice(0, end))) end -= 1;
  const longest = fitting.length === 1 ? `${first} ` : first.slice(0, end);
  if (longest.length <= word.length) return draft;
  const parts = splitGraphemes(draft.text);
  const start = draft.at - splitGraphemes(word).length;
  return insert({ text: without(parts, start, draft.at), at: start }, longest);
}
