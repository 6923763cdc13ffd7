/** What an agent wrote, drawn from its Markdown. Never for what a person decides about. */
import { markdownLines } from "../markdown/markdown-lines.js";
import type { Marks } from "../text/marks.js";
import type { Text } from "../text/styled.js";
import { widthOf } from "../text/width.js";
import { wrapStyled } from "../text/wrap-styled.js";

const NARROWEST = 10;
/** More than a panel shows, and little enough to be parsed between two frames. */
const DRAWN_CHARS = 8_000;
/** More texts than a screen shows. They are the same in nearly every frame. */
const REMEMBERED = 200;

interface Drawing {
  /** That a line may take. */
  readonly columns: number;
  readonly marks: Marks;
}

/** The last results, oldest first. */
const remembered = new WeakMap<Marks, Map<string, readonly Text[]>>();

/** Whether only the beginning of the text is drawn. */
export function isCutShort(text: string): boolean {
  return text.length > DRAWN_CHARS;
}

/** The lines of the text, at its end a mark if it is cut short. */
export function wordsOfAgent(text: string, { columns, marks }: Drawing): readonly Text[] {
  const room = Math.max(NARROWEST, columns);
  const begin = text.slice(0, DRAWN_CHARS).trim();
  const last = remembered.get(marks) ?? new Map<string, readonly Text[]>();
  remembered.set(marks, last);
  const key = `${room} ${isCutShort(text)} ${begin}`;
  const drawn = last.get(key) ?? draw(begin, room, marks);
  const lines = last.has(key) || !isCutShort(text) ? drawn : [...drawn, marks.cut];
  last.delete(key);
  last.set(key, lines);
  for (const oldest of [...last.keys()].slice(0, -REMEMBERED)) last.delete(oldest);
  return lines;
}

function draw(text: string, columns: number, marks: Marks): Text[] {
  // Marks of code stay: without colours, a command must be told from the words around it.
  // Lines of code stay whole there, and a panel has no room for them.
  return markdownLines(text, { columns, marks, hasStyles: false }).flatMap((line) =>
    widthOf(String(line)) > columns ? wrapStyled(line, columns) : [line],
  );
}
