/**
 * Finds teammates that an agent names without a tag. A mention at the start of a paragraph hands that paragraph over; any
 * other mention is prose, also at the start of a line, because sentences and quotations go on there. Never a handoff: code,
 * quotations of any kind, indented text, and what follows a mention in the agent's own message, because whoever wrote that
 * message is not the agent. Takes linear time.
 */
import type { Span } from "./cut.js";
import { matchMentions } from "./given-mentions.js";
import { CODE, type Fence, type Markup, PLAIN } from "./markup.js";
import { quotedSpans } from "./quoted-spans.js";
import type { Tag } from "./tag-scanner.js";

export interface MentionOptions {
  /** Ids of teammates by their ids and names, in lower case. */
  names: ReadonlyMap<string, string>;
  /** What the agent was given: somebody else's words. */
  given: string;
  /** False: every mention is prose. Default: those at the start of a paragraph hand over. */
  handsOver?: boolean;
}

export interface Mentions {
  /** As if each had been written as a tag. Never nested. */
  handoffs: Tag[];
  /** Ids that are named outside tags and handoffs, each once. */
  named: string[];
}

/** Longer than every id and name that counts; what follows it must end the name. */
const NAME = /@[\p{L}\p{M}\p{N}_-]{1,64}/uy;
/** Goes on after a name: it is an address, a path or a longer name. */
const GOES_ON = /^[\p{L}\p{M}\p{N}_@/-]/u;
const DOMAIN = /^\.[\p{L}\p{N}]/u;
/** Before an `@` within a word: an address, a path, a package. */
const WITHIN = /[\p{L}\p{M}\p{N}_.@/-]$/u;
/** Four spaces are code in Markdown. */
const INDENT = / {0,3}/y;
const BETWEEN = / {0,3}(?:,|&|and )? {0,3}/y;
const AFTER_NAMES = /[ \t]{0,3}[,:;.!?–—-]{0,3}[ \t]{0,3}/y;

/** @param own tags that are not nested, in order */
export function findMentions(
  text: string,
  { markup, own, spawns }: { markup: Markup; own: readonly Tag[]; spawns: readonly Fence[] },
  { names, given, handsOver = true }: MentionOptions,
): Mentions {
  if (names.size === 0 || !text.includes("@")) return { handoffs: [], named: [] };
  const handoffs = !handsOver
    ? []
    : findHandoffs(text, {
        markup,
        own,
        taken: [...own, ...spawns],
        names,
        isGiven: matchMentions(given, names),
      });
  return { handoffs, named: namedIn(text, { markup, taken: [...own, ...handoffs], names }) };
}

interface Search {
  markup: Markup;
  /** Spans that belong to tags. */
  taken: readonly Span[];
  names: ReadonlyMap<string, string>;
}

interface HandoffSearch extends Search {
  own: readonly Tag[];
  /** Whether somebody else wrote a task first. */
  isGiven: (task: string) => boolean;
}

function findHandoffs(text: string, search: HandoffSearch): Tag[] {
  const { markup, names, isGiven } = search;
  const taken = inOrder(search.taken);
  const found: Tag[] = [];
  const isQuoted = cursor(quotedSpans(text, markup));
  const isTaken = cursor(taken);
  const isTag = cursor(search.own.filter(({ kind }) => kind === "agent"));
  /** At the start of the text, after a blank line, and after a line that begins with a handoff. */
  let mayBegin = true;
  let open: Tag | undefined;
  let next = 0;
  const close = (at: number) => {
    if (open !== undefined) found.push(...withBody(text, open, at));
    open = undefined;
  };
  for (const { start, end } of lines(text)) {
    const isBlank = markup.marks[start] !== CODE && text.slice(start, end).trim() === "";
    if (isBlank) close(start);
    const isProse: boolean = !mayBegin || isQuoted(start) || isTaken(start);
    const head: Tag | undefined = isProse ? undefined : readHead(text, start, names);
    const isHandoff: boolean =
      head !== undefined && markup.marks[head.start] === PLAIN && !isGiven(text.slice(head.bodyStart, end));
    if (isHandoff) {
      close(start);
      open = head;
    }
    mayBegin = isBlank || isHandoff || isTag(start);
    while ((taken[next]?.start ?? Number.POSITIVE_INFINITY) < (open?.bodyStart ?? start)) next += 1;
    const cut = taken[next]?.start ?? Number.POSITIVE_INFINITY;
    if (cut < end) close(cut);
  }
  close(text.length);
  return found;
}

interface Named {
  id: string;
  end: number;
}

/** The teammate that is named at an `@`. */
function nameAt(text: string, at: number, names: ReadonlyMap<string, string>): Named | undefined {
  const end = getEnd(NAME, text, at);
  const id = names.get(text.slice(at + 1, end).toLowerCase());
  const rest = text.slice(end, end + 2);
  return id === undefined || GOES_ON.test(rest) || DOMAIN.test(rest) ? undefined : { id, end };
}

/** Where a sticky expression ends that begins there; there itself when it does not match. */
function getEnd(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return at + (expression.exec(text)?.[0].length ?? 0);
}

function readHead(text: string, start: number, names: ReadonlyMap<string, string>): Tag | undefined {
  const tagStart = getEnd(INDENT, text, start);
  const ids = new Set<string>();
  let end = tagStart;
  for (let at = tagStart; ; at = getEnd(BETWEEN, text, end)) {
    const named = at === end && ids.size > 0 ? undefined : nameAt(text, at, names);
    if (named === undefined) break;
    ids.add(named.id);
    end = named.end;
  }
  // A sentence about somebody's work is no task.
  const isPossessive = "'’".includes(text.charAt(end) || " ");
  if (ids.size === 0 || isPossessive) return undefined;
  const bodyStart = getEnd(AFTER_NAMES, text, end);
  // A name alone on its line is a heading, or a name without a task.
  if (isLineEnd(text, bodyStart)) return undefined;
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
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const named = WITHIN.test(text.slice(Math.max(0, at - 2), at)) ? undefined : nameAt(text, at, names);
    const isFree = !isTaken(at) && markup.marks[at] === PLAIN && !isHeading(text, at, named?.end ?? at);
    if (named !== undefined && isFree) found.add(named.id);
  }
  return [...found];
}

/** `@coder:` alone on a line, as in a list of what each agent said. */
function isHeading(text: string, start: number, end: number): boolean {
  const isFirst = start === 0 || text.charAt(start - 1) === "\n";
  return isFirst && text.charAt(end) === ":" && isLineEnd(text, end + 1);
}

function isLineEnd(text: string, at: number): boolean {
  const next = text.charAt(at);
  return next === "" || next === "\n" || next === "\r";
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

function inOrder(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
