/**
 * Finds teammates that an agent names without a tag. A mention at the start of a line is a handoff of the paragraph that
 * it begins; any other mention is prose. Never a handoff: code, quotations of any kind, indented text, and lines that the
 * agent's own message contains, because whoever wrote that message is not the agent. Takes linear time.
 */
import type { Span } from "./cut.js";
import { CODE, type Fence, type Markup, PLAIN, QUOTED } from "./markup.js";
import { quotedSpans } from "./quoted-spans.js";
import type { Tag } from "./tag-scanner.js";

export interface MentionOptions {
  /** Ids of teammates by their ids and names, in lower case. */
  names: ReadonlyMap<string, string>;
  /** What the agent was given. Its lines are somebody else's words. */
  given: string;
  /** False: every mention is prose. Default: those at the start of a line hand over. */
  handsOver?: boolean;
}

export interface Mentions {
  /** As if each had been written as a tag. Never nested. */
  handoffs: Tag[];
  /** Ids that are named outside tags and handoffs, each once. */
  named: string[];
}

const NAME = String.raw`@([\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63})`;
/** The name ends here: not in an address, a path, a domain or a possessive. */
const ENDS = String.raw`(?![\p{L}\p{M}\p{N}_@/'’-]|\.[\p{L}\p{N}])`;
/** Four spaces are code in Markdown. */
const FIRST = new RegExp(`( {0,3})${NAME}${ENDS}`, "uy");
const NEXT = new RegExp(` {0,3}(?:,|&|and ) {0,3}${NAME}${ENDS}| {1,3}${NAME}${ENDS}`, "uy");
const AFTER_NAMES = /[ \t]{0,3}[,:;.!?–—-]{0,3}[ \t]{0,3}/uy;
const ANYWHERE = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}_.@/-])${NAME}(?![\\p{L}\\p{M}\\p{N}_@/-]|\\.[\\p{L}\\p{N}])`,
  "gu",
);

/** @param own tags that are not nested, in order */
export function findMentions(
  text: string,
  { markup, own, spawns }: { markup: Markup; own: readonly Tag[]; spawns: readonly Fence[] },
  { names, given, handsOver = true }: MentionOptions,
): Mentions {
  if (names.size === 0 || !text.includes("@")) return { handoffs: [], named: [] };
  const handoffs = !handsOver
    ? []
    : findHandoffs(text, { markup, taken: [...own, ...spawns], names, given: linesOf(given) });
  return { handoffs, named: namedIn(text, { markup, taken: [...own, ...handoffs], names }) };
}

interface Search {
  markup: Markup;
  /** Spans that belong to tags. */
  taken: readonly Span[];
  names: ReadonlyMap<string, string>;
}

function findHandoffs(text: string, search: Search & { given: ReadonlySet<string> }): Tag[] {
  const { markup, names, given } = search;
  const taken = inOrder(search.taken);
  const found: Tag[] = [];
  const quotes = quotedSpans(text, markup);
  const isQuoted = cursor(quotes);
  const isTaken = cursor(taken);
  /** A line after a quoted one belongs to the quotation until a blank line ends it. */
  let isQuotation = false;
  let open: Tag | undefined;
  let next = 0;
  const close = (at: number) => {
    if (open !== undefined) found.push(...withBody(text, open, at));
    open = undefined;
  };
  for (const { start, end } of lines(text)) {
    const line = text.slice(start, end);
    const isCode = markup.marks[start] === CODE;
    const isBlank = line.trim() === "" && !isCode;
    if (isBlank) close(start);
    isQuotation = !isBlank && (isQuotation || markup.marks[start] === QUOTED);
    const isOthers = isQuotation || isQuoted(start) || given.has(line.trim());
    const head = isBlank || isCode || isOthers || isTaken(start) ? undefined : readHead(text, start, names);
    if (head !== undefined && markup.marks[head.start] === PLAIN) {
      close(start);
      open = head;
    }
    while ((taken[next]?.start ?? Number.POSITIVE_INFINITY) < (open?.bodyStart ?? start)) next += 1;
    const cut = taken[next]?.start ?? Number.POSITIVE_INFINITY;
    if (cut < end) close(cut);
  }
  close(text.length);
  return found;
}

function readHead(text: string, start: number, names: ReadonlyMap<string, string>): Tag | undefined {
  FIRST.lastIndex = start;
  const first = FIRST.exec(text);
  const id = names.get(first?.[2]?.toLowerCase() ?? "");
  if (first === null || id === undefined) return undefined;
  const ids = new Set([id]);
  let at = FIRST.lastIndex;
  for (;;) {
    NEXT.lastIndex = at;
    const more = NEXT.exec(text);
    const other = names.get((more?.[1] ?? more?.[2] ?? "").toLowerCase());
    if (other === undefined) break;
    ids.add(other);
    at = NEXT.lastIndex;
  }
  AFTER_NAMES.lastIndex = at;
  AFTER_NAMES.exec(text);
  const bodyStart = Math.max(at, AFTER_NAMES.lastIndex);
  const tagStart = start + (first[1]?.length ?? 0);
  return {
    kind: "agent",
    start: tagStart,
    end: bodyStart,
    head: [...ids].join(","),
    bodyStart,
    bodyEnd: bodyStart,
    nested: false,
  };
}

/** A name without a task is no handoff. */
function withBody(text: string, tag: Tag, at: number): Tag[] {
  const raw = text.slice(tag.bodyStart, at);
  if (raw.trim() === "") return [];
  const bodyStart = tag.bodyStart + (raw.length - raw.trimStart().length);
  const end = tag.bodyStart + raw.trimEnd().length;
  return [{ ...tag, bodyStart, bodyEnd: end, end }];
}

function namedIn(text: string, { markup, taken, names }: Search): string[] {
  const found = new Set<string>();
  const isTaken = cursor(inOrder(taken));
  for (const match of text.matchAll(ANYWHERE)) {
    const id = names.get(match[1]?.toLowerCase() ?? "");
    const isFree = !isTaken(match.index) && markup.marks[match.index] === PLAIN;
    if (id !== undefined && isFree) found.add(id);
  }
  return [...found];
}

/** Whether an offset is in one of the spans. Ask in ascending order. */
function cursor(spans: readonly Span[]): (at: number) => boolean {
  let next = 0;
  return (at) => {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    return (spans[next]?.start ?? Number.POSITIVE_INFINITY) <= at;
  };
}

function* lines(text: string): Generator<Span> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    yield { start, end };
    start = end;
  }
}

function linesOf(text: string): ReadonlySet<string> {
  return new Set(text.split("\n").map((line) => line.trim()));
}

function inOrder(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
