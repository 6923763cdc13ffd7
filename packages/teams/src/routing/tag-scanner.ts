/**
 * Finds the tags `[@ids: body]`, `[#team: body]` and `[send_file: path]` in a text. Runs in linear time whatever
 * the text, pairs brackets by depth, and never lets an unclosed, empty or refused tag hide a later one: such a
 * tag is text, and scanning goes on right behind its first bracket.
 */
import { CODE, type Markup, PLAIN } from "./markup.js";

/** A tag; offsets into the scanned text. */
export interface Tag {
  kind: "agent" | "room" | "file";
  start: number;
  /** Behind the closing bracket. */
  end: number;
  /** What stands between the sigil and the colon, trimmed; empty for files. */
  head: string;
  /** The body without surrounding white space; never empty. */
  bodyStart: number;
  bodyEnd: number;
  /** Inside the body of another tag: text to its receiver, not a tag of the author. */
  nested: boolean;
}

/** Whether the head of a tag names something; a tag whose head is refused is text. */
export type HeadCheck = (kind: Tag["kind"], head: string) => boolean;

const FILE_HEAD = "[send_file:";
/** A longer head is text: 256 names of 32 characters with their commas. */
const HEAD_MAX_CHARS = 8_500;
/** `PATH_MAX` of Linux; it also bounds what nested file tags cost. */
const PATH_MAX_CHARS = 4_096;

/** All tags in order of their start, nested ones after the tag around them. */
export function scanTags(text: string, markup: Markup, accepts: HeadCheck): Tag[] {
  if (!/\[(?:[@#]|send_file:)/.test(text)) return [];
  const closing = pairBrackets(text, markup);
  const tags: Tag[] = [];
  let outerEnd = 0;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    const close = closing[at] ?? 0;
    if (close === 0 || markup.marks[at] !== PLAIN) continue;
    const tag = readTag(text, at, close);
    if (tag === null || !accepts(tag.kind, tag.head)) continue;
    tags.push({ ...tag, nested: at < outerEnd });
    outerEnd = Math.max(outerEnd, tag.end);
    // A path is never searched for tags.
    if (tag.kind === "file") at = close;
  }
  return tags;
}

/** For each `[` the offset of its `]`, 0 when it has none. Brackets in code do not count. */
function pairBrackets(text: string, markup: Markup): Uint32Array {
  const closing = new Uint32Array(text.length);
  const open: number[] = [];
  for (const bracket of text.matchAll(/[[\]]/g)) {
    if (markup.marks[bracket.index] === CODE) continue;
    if (bracket[0] === "[") open.push(bracket.index);
    else {
      const start = open.pop();
      if (start !== undefined) closing[start] = bracket.index;
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
  if (bodyStart === bodyEnd) return null;
  if (
    head.kind === "file" &&
    !isPath(text.slice(bodyStart, Math.min(bodyEnd, bodyStart + PATH_MAX_CHARS + 1)))
  ) {
    return null;
  }
  return { kind: head.kind, start, end: close + 1, head: head.text, bodyStart, bodyEnd };
}

/** `end` is the offset behind the colon. A head stays on one line and holds no bracket. */
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

/** The parts of a comma list, trimmed and lower-cased, without a leading `@`, each once. */
export function splitHead(head: string): string[] {
  const parts = head.split(",").map((part) => part.trim().replace(/^@/, "").trim().toLowerCase());
  return [...new Set(parts.filter((part) => part !== ""))];
}
