/**
 * Asks for the next text of a chat: several lines, history, completion, all drawn in place. Guarantees: the terminal is
 * given back however it ends; a text that was typed is lost only where the person clears it.
 */
import {
  complete,
  type Draft,
  draftLines,
  EMPTY_DRAFT,
  edit,
  recall,
  wordBefore,
} from "@tinyagi/visualizer/plain";
import { cut, type Marks, paint, type Text } from "@tinyagi/visualizer/text";
import type { LiveScreen } from "../output/writer.js";
import { type BlockSpace, startLiveBlock } from "../view/live-block.js";
import { END, listen, type Terminal, type TypedKey } from "./keypress.js";

/** A person sees each key at once. */
const REDRAW_MS = 15;
/** Lines of the text that are shown at once. */
const ROWS = 10;
const SUGGESTIONS = 8;

/** A word that can be completed, with what it does. */
export interface Suggestion {
  readonly word: string;
  readonly about: string;
}

export interface ComposerOptions {
  readonly terminal: Terminal;
  readonly screen: LiveScreen;
  readonly marks: Marks;
  readonly label: string;
  /** Texts that were sent before, newest first. */
  readonly history: readonly string[];
  readonly suggestions: readonly Suggestion[];
  readonly signal: AbortSignal;
  /** The keys that work, in one line. */
  readonly hint: string;
  /** Keys that were pressed before it began. Those that belong to this text are taken out. */
  readonly typed?: TypedKey[];
}

/** @returns undefined when the person leaves; rejects with the signal's reason */
export async function compose(options: ComposerOptions): Promise<string | undefined> {
  const { terminal, screen, signal, typed = [] } = options;
  signal.throwIfAborted();
  let draft = EMPTY_DRAFT;
  let isDone = false;
  const block = startLiveBlock(screen, (space) => toLines(draft, { ...options, space, isDone }), REDRAW_MS);
  screen.paste(true);
  block.changed();
  let stop = (): void => undefined;
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      let isOpen = true;
      const onKey = (key: TypedKey): void => {
        if (!isOpen) return void typed.push(key);
        const next = press(draft, key, options);
        isOpen = typeof next === "object";
        if (next === "leave") resolve(undefined);
        else if (next === "send") resolve(draft.text);
        else {
          draft = next;
          block.changed();
        }
      };
      while (isOpen) {
        const key = typed.shift();
        if (key === undefined) break;
        onKey(key);
      }
      if (isOpen) stop = listen(terminal, onKey);
    });
  } finally {
    stop();
    isDone = true;
    block.end();
    screen.paste(false);
  }
}

type Pressed = Draft | "send" | "leave";

/** What a key makes of the text. Pure. */
export function press(
  draft: Draft,
  key: TypedKey,
  { history, suggestions }: Pick<ComposerOptions, "history" | "suggestions">,
): Pressed {
  if (key === END) return draft.text === "" ? "leave" : (edit(draft, { name: "delete" }) ?? draft);
  switch (key.name) {
    case "interrupt":
      return draft.text === "" ? "leave" : EMPTY_DRAFT;
    case "escape":
      return EMPTY_DRAFT;
    case "enter":
      return draft.text.trim() === "" ? draft : "send";
    case "tab":
      return complete(
        draft,
        fitting(draft, suggestions).map(({ word }) => word),
      );
    case "up":
      return recall(draft, history, 1);
    case "down":
      return recall(draft, history, -1);
    default:
      return edit(draft, key) ?? draft;
  }
}

/** A command only where the whole text may be one. */
function fitting(draft: Draft, suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const word = wordBefore(draft).toLowerCase();
  if (word === "") return [];
  const isFirst = draft.text.trimStart().toLowerCase() === word;
  return suggestions.filter(
    ({ word: one }) => one.toLowerCase().startsWith(word) && (isFirst || !one.startsWith("/")),
  );
}

interface Drawing extends ComposerOptions {
  readonly space: BlockSpace;
  /** Only the text stays on the screen. */
  readonly isDone: boolean;
}

function toLines(draft: Draft, { label, marks, screen, suggestions, hint, space, isDone }: Drawing): Text[] {
  const { columns } = space;
  const rows = isDone ? Number.MAX_SAFE_INTEGER : ROWS;
  const cursorSign = screen.hasStyles ? "" : marks.cursor;
  const typed = draftLines(draft, { label, columns, rows, marks, hasCursor: !isDone, cursorSign });
  if (isDone) return draft.text.trim() === "" ? [] : typed;
  const found = /^[/@#]/.test(wordBefore(draft)) ? fitting(draft, suggestions) : [];
  if (found.length === 0) return [...typed, paint("dim", cut(hint, columns, marks.cut))];
  const width = Math.max(...found.map(({ word }) => word.length));
  const more = found.length - SUGGESTIONS;
  return [
    ...typed,
    ...found
      .slice(0, SUGGESTIONS)
      .map(({ word, about }) => paint("dim", cut(`  ${word.padEnd(width)}  ${about}`, columns, marks.cut))),
    ...(more > 0 ? [paint("dim", `  and ${more} more`)] : []),
  ];
}
