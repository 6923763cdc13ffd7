/** What an agent wrote, drawn from its Markdown. Never for what a person decides about. Pure. */
import { markdownLines } from "../markdown/markdown-lines.js";
import type { Marks } from "../text/marks.js";
import type { Text } from "../text/styled.js";
import { widthOf } from "../text/width.js";
import { wrapStyled } from "../text/wrap-styled.js";

const NARROWEST = 10;
/** More than a panel shows, and little enough to be parsed for every frame. */
const DRAWN_CHARS = 20_000;

/** @param columns that a line may take */
export function wordsOfAgent(text: string, { columns, marks }: { columns: number; marks: Marks }): Text[] {
  const begin = text.slice(0, DRAWN_CHARS).trim();
  // Marks of code stay: without colours, a command must be told from the words around it.
  const room = Math.max(NARROWEST, columns);
  // Lines of code stay whole there, and a panel has no room for them.
  const lines = markdownLines(begin, { columns: room, marks, hasStyles: false }).flatMap((line) =>
    widthOf(String(line)) > room ? wrapStyled(line, room) : [line],
  );
  return text.length > DRAWN_CHARS ? [...lines, marks.cut] : lines;
}
