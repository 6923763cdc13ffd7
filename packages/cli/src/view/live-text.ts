/** What agents write at this moment, as it grows: the newest lines that fit, each agent's under its name. Pure. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { LiveText } from "@tinyagi/visualizer/plain";
import { join, paint, type Text } from "@tinyagi/visualizer/text";
import type { DrawAnswer } from "./answer.js";
import { foldedLines } from "./folded.js";

const INDENT = "  ";
/** More than any screen shows; it is drawn again with every few words. */
const NEWEST = 8_000;

export interface LiveTextSpace {
  readonly columns: number;
  readonly rows: number;
  readonly draw: DrawAnswer | undefined;
}

/** At most so many rows, or two for each agent. */
export function liveTextLines(texts: readonly LiveText[], { columns, rows, draw }: LiveTextSpace): Text[] {
  const lines = draw ?? foldedLines;
  const share = Math.max(1, Math.floor(rows / Math.max(1, texts.length)) - 1);
  return texts.flatMap(({ agent, text }) => {
    const newest = lines(newestOf(text), columns - INDENT.length).slice(-share);
    return [
      paint("bold", `@${cleanLine(agent)}`),
      ...newest.map((line) => (line === "" ? "" : join([INDENT, line]))),
    ];
  });
}

/** From the beginning of a line, so that no half of a mark is drawn. */
function newestOf(text: string): string {
  if (text.length <= NEWEST) return text;
  const at = text.indexOf("\n", text.length - NEWEST);
  return at === -1 ? text.slice(-NEWEST) : text.slice(at + 1);
}
