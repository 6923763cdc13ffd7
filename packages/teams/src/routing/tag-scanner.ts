/**
 * Finds the tags `[@ids: body]`, `[#team: body]` and `[send_file: path]` in a text. Runs in linear time for any text,
 * pairs brackets by depth, and stops after `TAGS_MAX` names. An unclosed, empty or refused tag is text and cannot hide
 * a later one: scanning continues right after its first bracket.
 */
import { isBlank } from "@tinyagi/contracts/clean-text";
import { CODE, type Markup, PLAIN } from "./markup.js";

/** A tag; offsets into the scanned text. */
export interface Tag {
  kind: "agent" | "room" | "file";
  start: number;
  /** The offset after the closing bracket. */
  end: number;
  /** The text between the sigil and the colon, trimmed; empty for files. */
  head: string;
  /** The body without surrounding white space; never empty. */
  bodyStart: number;
  bodyEnd: number;
  /** Whether the tag is inside the body of another tag. It is then text for the receiver, not a tag of the author. */
  nested: boolean;
}

/** Whether the head of a tag names a known target. A tag with a refused head is text. */
export type HeadCheck = (kind: Tag["kind"], head: string) => boolean;

/**
 * Most tags read from one text. A tag for several agents counts once for each name. The value is above every limit on
 * what tags may do (256 handoffs), and low enough that 240,000 tags in one output cannot block the event loop for
 * seconds.
 */
export const TAGS_MAX = 1_000;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const FILE_HEAD = "[send_file:";
/** Room for 256 names of 32 characters with commas. Text with a longer head is not a tag. */
const HEAD_MAX_CHARS = 8_500;
/** A body of invisible characters is as empty as one of spaces. Longer ones are nobody's mistake. */
const BLANK_MAX_CHARS = 1_000;
/** `PATH_MAX` of Linux. It also limits the cost of nested file tags. */
const PATH_MAX_CHARS = 4_096;

export interface ScannedTags {
  /** Ordered by start, so nested tags follow the tag around them. */
  tags: Tag[];
  /** Whether the text contains more tags than `TAGS_MAX` allows. The tags after the limit are text. */
  over: boolean;
}

export function scanTags(text: string, markup: Markup, accepts: HeadCheck): ScannedTags {
  if (!/\[(?:[@#]|send_file:)/.test(text)) return { tags: [], over: false };
  const closing = pairBrackets(text, markup);
  const tags: Tag[] = [];
  let names = 0;
  let outerEnd = 0;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    const close = closing[at] ?? 0;
    if (close === 0 || markup.marks[at] !== PLAIN) continue;
    const tag = readTag(text, at, close);
    if (tag === null || !accepts(tag.kind, tag.head)) continue;
    names += tag.kind === "agent" ? tag.head.split(",").length : 1;
    if (names > TAGS_MAX) return { tags, over: true };
    tags.push({ ...tag, nested: at < outerEnd });
    outerEnd = Math.max(outerEnd, tag.end);
    // A path is never searched for tags.
    if (tag.kind === "file") at = close;
  }
  return { tags, over: false };
}

/** The offset of the matching `]` for each `[`, or 0 when there is none. Brackets in code do not count. */
// A loop over characters, because match objects took 70 ms longer for 480,000 brackets.
function pairBrackets(text: string, markup: Markup): Uint32Array {
  const closing = new Uint32Array(text.length);
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if ((character !== OPEN && character !== CLOSE) || markup.marks[at] === CODE) continue;
    if (character === OPEN) open.push(at);
    else {
      const start = open.pop();
      if (start !== undefined) closing[start] = at;
    }
  }
  return closing;
}

function readTag(text: string, start: number, close: number): Omit<Tag, "nested"> | null {
  const head = readHead(text, start);
  if (head === null || head.end >= close) return null;
  let bodyStart = head.end;
  let bodyEnd = close;
  while (bodyStart < bodyEnd && isSpace(text, bodyStart)) bodyStart += 1;
  while (bodyEnd > bodyStart && isSpace(text, bodyEnd - 1)) bodyEnd -= 1;
  if (bodyEnd - bodyStart <= BLANK_MAX_CHARS && isBlank(text.slice(bodyStart, bodyEnd))) return null;
  if (
    head.kind === "file" &&
    !isPath(text.slice(bodyStart, Math.min(bodyEnd, bodyStart + PATH_MAX_CHARS + 1)))
  ) {
    return null;
  }
  return { kind: head.kind, start, end: close + 1, head: head.text, bodyStart, bodyEnd };
}

/** `end` is the offset after the colon. A head is on one line and contains no bracket. */
function readHead(text: string, start: number): { kind: Tag["kind"]; text: string; end: number } | null {
  if (text.startsWith(FILE_HEAD, start)) return { kind: "file", text: "", end: start + FILE_HEAD.length };
  const sigil = text.charAt(start + 1);
  if (sigil !== "@" && sigil !== "#") return null;
  const limit = Math.min(text.length, start + 2 + HEAD_MAX_CHARS);
  let at = start + 2;
  while (at < limit && !"[]:\r\n".includes(text.charAt(at))) at += 1;
  if (at >= limit || text.charAt(at) !== ":") return null;
  const head = text.slice(start + 2, at).trim();
  return head === "" ? null : { kind: sigil === "@" ? "agent" : "room", text: head, end: at + 1 };
}

function isPath(body: string): boolean {
  return body.length <= PATH_MAX_CHARS && !/[\r\n]/.test(body);
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at).trim() === "";
}

/** The parts of a comma-separated list, trimmed, lower-cased, without leading `@` and without duplicates. */
export function splitHead(head: string): string[] {
  const parts = head.split(",").map((part) => part.trim().replace(/^@/, "").trim().toLowerCase());
  return [...new Set(parts.filter((part) => part !== ""))];
}
