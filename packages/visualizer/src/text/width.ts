/**
 * Columns that text takes in a terminal, and cutting to a number of them. Counts by grapheme, as terminals draw: a letter
 * with its accents, or several emoji joined to one, are never cut apart.
 */

const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** A picture that a selector makes colourful, a flag, or a key cap. */
const EMOJI = /\ufe0f|^\p{Regional_Indicator}{2}$/u;
/** One class, so that there is one way to match: with alternatives that overlap, time doubles with each character. */
const ZERO = /^[\p{Mark}\u200b-\u200d]+$/u;
/** Most lines are of these alone: one column and one character each. A segmenter takes fifty times as long. */
const SIMPLE =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2211\u2500-\u25bf\u25cb\u25cf\u2713\u2717]*$/;

/** UTF-16 units that are segmented at once. */
const WINDOW = 512;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The parts of a text that a reader takes for one character each. */
export function splitGraphemes(text: string): string[] {
  return SIMPLE.test(text) ? text.split("") : splitSegments(text);
}

/** In windows, because the segmenter takes quadratic time: 2 s for 30,000 tabs. */
function splitSegments(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const parts = Array.from(segmenter.segment(text.slice(at, at + WINDOW)), ({ segment }) => segment);
    // The last one may go on behind the window. One that fills a window is cut: nobody sees 500 accents as one letter.
    if (at + WINDOW < text.length && parts.length > 1) parts.pop();
    for (const part of parts) {
      found.push(part);
      at += part.length;
    }
  }
  return found;
}

function getColumns(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

/** Columns of a line without escape sequences. */
export function widthOf(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const grapheme of splitGraphemes(text)) width += getColumns(grapheme);
  return width;
}

/** The line cut to `columns`, its end marked when something is missing. */
export function cut(text: string, columns: number, mark = "…"): string {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(mark);
  if (room < 0) return "";
  if (SIMPLE.test(text)) return text.slice(0, room) + mark;
  let width = 0;
  let result = "";
  for (const grapheme of splitGraphemes(text)) {
    width += getColumns(grapheme);
    if (width > room) break;
    result += grapheme;
  }
  return result + mark;
}

/** The line filled with spaces to `columns`. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/** The line with spaces before it. */
export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** The line in parts of at most `columns`; nothing of it is lost. */
export function wrap(text: string, columns: number): string[] {
  const parts = [""];
  let width = 0;
  for (const grapheme of splitGraphemes(text)) {
    width += getColumns(grapheme);
    if (width > columns && parts.at(-1) !== "") {
      parts.push("");
      width = getColumns(grapheme);
    }
    parts[parts.length - 1] += grapheme;
  }
  return parts;
}

/** The text in lines of at most `columns`, broken between words where possible. */
export function wrapWords(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = wrap(word, columns);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line];
}
