/**
 * The parts of a Markdown text that a reader does not see as text: comments, and where links lead to. A tag in them would
 * hand over work that nobody reads of, and would break the link. Linear time.
 */
import type { Span } from "./cut.js";

const COMMENT = "<!--";
const COMMENT_END = "-->";
const LINK = "](";
/** Longer addresses are text. */
const ADDRESS_MAX_CHARS = 2_048;

/** @param isCode whether the character at an offset is code, where neither begins */
export function hiddenSpans(text: string, isCode: (at: number) => boolean): Span[] {
  return [...comments(text, isCode), ...addresses(text, isCode)];
}

/** A comment that nobody closes is text, as readers show it. */
function comments(text: string, isCode: (at: number) => boolean): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(COMMENT); at >= 0; ) {
    const end = isCode(at) ? at : text.indexOf(COMMENT_END, at + COMMENT.length);
    if (end < 0) break;
    if (end > at) spans.push({ start: at, end: end + COMMENT_END.length });
    at = text.indexOf(COMMENT, end > at ? end + COMMENT_END.length : at + COMMENT.length);
  }
  return spans;
}

/** What is between the brackets behind the text of a link. */
function addresses(text: string, isCode: (at: number) => boolean): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(LINK); at >= 0; ) {
    const start = at + LINK.length;
    const end = isCode(at) ? start : addressEnd(text, start);
    if (text.charAt(end) === ")") spans.push({ start, end });
    at = text.indexOf(LINK, Math.max(start, end));
  }
  return spans;
}

/** The offset of the bracket that closes it, or of what shows that there is none. */
function addressEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + ADDRESS_MAX_CHARS);
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    const character = text.charAt(at);
    if (character === ")" && depth === 0) return at;
    if (/\s/.test(character)) return at;
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
  }
  return limit;
}
