/** Columns that text takes in a terminal, and cutting to a number of them. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mark}|\u200b|\u200d|\ufe0f/u;

function columnsOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns of a line without escape sequences. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The line cut to `columns`, its end marked when something is missing. */
export function cut(text: string, columns: number, mark = "…"): string {
  if (widthOf(text) <= columns) return text;
  const room = Math.max(0, columns - widthOf(mark));
  let width = 0;
  let result = "";
  for (const character of text) {
    width += columnsOf(character);
    if (width > room) break;
    result += character;
  }
  return result + mark;
}

/** The line filled with spaces to `columns`. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/** The line in parts of at most `columns`; nothing of it is lost. */
export function wrap(text: string, columns: number): string[] {
  const parts = [""];
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns && parts.at(-1) !== "") {
      parts.push("");
      width = columnsOf(character);
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}
