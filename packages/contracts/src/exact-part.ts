/**
 * A text in which parts are literal: TinyAGI's own words, and between them what agents and people wrote. Each reader draws
 * the parts with its own means; none of them reads marks in it. Pure.
 */

export interface ExactPart {
  /** `words` of TinyAGI; `code` within a line; a `block` with lines of its own, which ends before the next line feed. */
  readonly kind: "words" | "code" | "block";
  readonly text: string;
}

/** Marks of a fence in Markdown: at least three, and longer than every row of them inside. */
const ROW = /`+/g;

/** For a reader that knows only text: quoted line by line, so that nothing imitates the words around it. */
export function partsAsText(parts: readonly ExactPart[]): string {
  return parts.map(({ kind, text }) => AS_TEXT[kind](text)).join("");
}

/** For a reader that knows Markdown as CommonMark has it. */
export function partsAsMarkdown(parts: readonly ExactPart[]): string {
  return parts.map(({ kind, text }) => AS_MARKDOWN[kind](text)).join("");
}

type Draw = Readonly<Record<ExactPart["kind"], (text: string) => string>>;

const AS_TEXT: Draw = {
  words: (text) => text,
  code: (text) => `\`${text}\``,
  block: (text) => text.replace(/^/gm, "> "),
};

const AS_MARKDOWN: Draw = {
  words: (text) => text.replace(/[\\`*_{}[\]<>()#+.!|~-]/g, "\\$&"),
  code: (text) => {
    const marks = "`".repeat(longestRow(text) + 1);
    const space = /^[` ]|[` ]$/.test(text) ? " " : "";
    return `${marks}${space}${text}${space}${marks}`;
  },
  block(text) {
    const marks = "`".repeat(Math.max(3, longestRow(text) + 1));
    return `${marks}\n${text}\n${marks}`;
  },
};

function longestRow(text: string): number {
  let longest = 0;
  for (const [row] of text.matchAll(ROW)) longest = Math.max(longest, row.length);
  return longest;
}
