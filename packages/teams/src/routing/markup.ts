/**
 * Marks which characters of a text are code or quotation, so that tags in them stay text. Follows CommonMark
 * (https://spec.commonmark.org/0.31.2/#fenced-code-blocks, #code-spans) with two exceptions that agents need: a fence
 * may open directly after the head of a tag, and it may close directly before the tag's `]`. Takes linear time and
 * never moves an offset.
 */
import { hiddenSpans } from "./hidden-spans.js";

/**
 * A fenced block. `start` to `end` includes the fences; `contentStart` to `contentEnd` is the content between them.
 */
export interface Fence {
  start: number;
  end: number;
  contentStart: number;
  contentEnd: number;
  /** The info string, trimmed, e.g. `spawn`. */
  info: string;
  /** False when the text ends inside the fence. */
  closed: boolean;
}

export interface Markup {
  /** One of `PLAIN`, `QUOTED`, `CODE` per character. */
  marks: Uint8Array;
  fences: Fence[];
}

export const PLAIN = 0;
/** A line that starts with `>`. Its brackets can close a tag around it, but no tag starts there. */
export const QUOTED = 1;
/** Code, a comment or the address of a link: tags and brackets in it have no meaning. */
export const CODE = 2;

interface Run {
  at: number;
  /** The offset after it. */
  end: number;
}

interface OpenFence extends Fence {
  character: string;
  length: number;
}

/** What may stand before a fence: white space and the mark of a list. */
const INDENT = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?/;
/** As much as there is, so that each run is found once. */
const RUN = /`{3,}|~{3,}/g;
const CLOSER = /^(\s*)(`{3,}|~{3,})\s*(\].*)?$/;
const QUOTE = /^ {0,3}>/;

/**
 * Finds code and quotations. Fences always count. Inline code and quoted lines count only in an agent's output
 * (`"agent"`), because people do put tags in backticks or after a `>`.
 */
export function markText(text: string, author: "user" | "agent"): Markup {
  const markup: Markup = { marks: new Uint8Array(text.length), fences: [] };
  let open: OpenFence | null = null;
  let paragraph = 0;
  const endParagraph = (end: number, next: number): void => {
    if (author === "agent" && end > paragraph) markInlineCode(text, { start: paragraph, end }, markup.marks);
    paragraph = next;
  };
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, newline < 0 ? text.length : newline).replace(/\r$/, "");
    if (open !== null) {
      const end = closeFence(line, start, open);
      if (end !== null) {
        addFence(markup, { ...open, end, contentEnd: start, closed: true });
        open = null;
        paragraph = end;
      }
    } else {
      open = openFence(line, start, next);
      if (open !== null) endParagraph(open.start, next);
      else if (author === "agent" && QUOTE.test(line)) {
        endParagraph(start, next);
        markup.marks.fill(QUOTED, start, next);
      } else if (line.trim() === "") endParagraph(start, next);
    }
    start = next;
  }
  if (open === null) endParagraph(text.length, text.length);
  else addFence(markup, { ...open, end: text.length, contentEnd: text.length, closed: false });
  if (author === "agent") markHidden(text, markup.marks);
  return markup;
}

/** Comments and the addresses of links: a reader does not see them. */
function markHidden(text: string, marks: Uint8Array): void {
  for (const { start, end } of hiddenSpans(text, (at) => marks[at] === CODE)) marks.fill(CODE, start, end);
}

function addFence(markup: Markup, fence: Fence): void {
  const { start, end, contentStart, contentEnd, info, closed } = fence;
  markup.fences.push({
    start,
    end,
    contentStart: Math.min(contentStart, contentEnd),
    contentEnd,
    info,
    closed,
  });
  markup.marks.fill(CODE, start, end);
}

function openFence(line: string, start: number, next: number): OpenFence | null {
  const runs = [...line.matchAll(RUN)].map((run) => ({ at: run.index, end: run.index + run[0].length }));
  const indent = INDENT.exec(line)?.[0].length ?? 0;
  const lastBacktick = line.lastIndexOf("`");
  const isOpener = (run: Run): boolean => {
    // The info string of a fence of backticks contains none.
    if (line[run.at] === "`" && run.end <= lastBacktick) return false;
    return run.at === indent || (run.end > lastBacktick && followsHead(line, run.at));
  };
  const run = runs[0]?.at === indent && isOpener(runs[0]) ? runs[0] : runs.findLast(isOpener);
  if (run === undefined) return null;
  return {
    start: start + run.at,
    end: next,
    contentStart: next,
    contentEnd: next,
    info: line.slice(run.end).trim(),
    closed: false,
    character: line.charAt(run.at),
    length: run.end - run.at,
  };
}

/** Whether the head of a tag, `[@coder: `, ends here. Looks back to the colon before the head's own at most. */
function followsHead(line: string, end: number): boolean {
  let at = end - 1;
  while (line[at] === " " || line[at] === "\t") at -= 1;
  if (line[at] !== ":") return false;
  do at -= 1;
  while (at >= 0 && !"[]:".includes(line.charAt(at)));
  return line[at] === "[" && (line[at + 1] === "@" || line[at + 1] === "#");
}

/** The offset after the closing fence, or null when this line does not close it. */
function closeFence(line: string, start: number, open: OpenFence): number | null {
  const found = CLOSER.exec(line);
  if (found === null) return null;
  const [, indent = "", fence = ""] = found;
  if (fence.charAt(0) !== open.character || fence.length < open.length) return null;
  return start + indent.length + fence.length;
}

/** A run of backticks opens code that the next run of the same length closes. Without such a run it is text. */
function markInlineCode(text: string, span: { start: number; end: number }, marks: Uint8Array): void {
  const paragraph = text.slice(span.start, span.end);
  const runs = [...paragraph.matchAll(/`+/g)].map((run) => ({ at: run.index, length: run[0].length }));
  const closing = new Array<number | undefined>(runs.length);
  const nextOfLength = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const length = runs[index]?.length ?? 0;
    closing[index] = nextOfLength.get(length);
    nextOfLength.set(length, index);
  }
  for (let index = 0; index < runs.length; index += 1) {
    const opener = runs[index];
    const closer = runs[closing[index] ?? -1];
    if (opener === undefined || closer === undefined) continue;
    marks.fill(CODE, span.start + opener.at, span.start + closer.at + closer.length);
    index = closing[index] ?? index;
  }
}
