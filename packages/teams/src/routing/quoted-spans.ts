/** What a text puts into quotation marks, also over several lines. A mark that nobody closes quotes nothing. Linear time. */
import type { Span } from "./cut.js";
import { type Markup, PLAIN } from "./markup.js";

const MARK = /["“”„«»]/g;
/** Opening marks, and what closes each. */
const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["“", "”"],
  ["„", "“”"],
  ["«", "»"],
]);

/** In order of their ends, and merged: they never overlap. */
export function quotedSpans(text: string, { marks }: Markup): Span[] {
  const opened = new Map<string, number>();
  const spans: Span[] = [];
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    if (marks[index] !== PLAIN) continue;
    const [opener, start] = [...opened].find(([kind]) => CLOSERS.get(kind)?.includes(mark)) ?? [];
    if (opener !== undefined && start !== undefined) {
      opened.delete(opener);
      add(spans, { start, end: index + 1 });
    } else if (CLOSERS.has(mark) && !opened.has(mark)) opened.set(mark, index);
  }
  return spans;
}

/** A quotation around others replaces them. */
function add(spans: Span[], span: Span): void {
  let { start } = span;
  for (let last = spans.at(-1); last !== undefined && last.end > start; last = spans.at(-1)) {
    start = Math.min(start, last.start);
    spans.pop();
  }
  spans.push({ start, end: span.end });
}
