/**
 * Reads the tags in the final output of a run. Tags in code, inline code and quoted lines are ignored. An incomplete
 * tag stays text. The person's view never contains a raw tag.
 */
import { isEntityId, RESERVED_IDS } from "@tinyagi/contracts";
import { cutSpans, joinPieces, type Span } from "./cut.js";
import { type Fence, markText } from "./markup.js";
import { findMentions, type MentionOptions } from "./mentions.js";
import { scanTags, splitHead, TAGS_MAX, type Tag } from "./tag-scanner.js";

/** What an agent's output asks for. `decideHandoffs` and the rules of rooms decide later what is permitted. */
export interface AgentOutput {
  /** In order of appearance; targets lower-cased, each once per tag. */
  handoffs: { targets: string[]; text: string }[];
  rooms: { teamId: string; text: string }[];
  /** Paths as written. */
  files: string[];
  /** Contents of fenced blocks with the info string `spawn`. */
  spawnBlocks: string[];
  /** For the person: handoffs and room posts as `→ @reviewer: …` and `→ #team: …`, file tags and spawn blocks removed. */
  readable: string;
  /** The text outside all tags and spawn blocks: the context that every receiver of a handoff gets. */
  shared: string;
  /** Ids of teammates that are named without any handoff. */
  named: string[];
  /** Whether the output contains more tags than `TAGS_MAX` allows. The tags after the limit are text. */
  overTagLimit: boolean;
}

/** A name as people write it. Any other text after `[@` is prose, such as `[@types/node: …]`. */
const NAME = /^\p{L}[\p{L}\p{M}\p{N} ._'’-]{0,99}$/u;

/** Without the names of teammates, no mention means anything. */
const NO_MENTIONS: MentionOptions = { names: new Map(), given: "" };

export function parseAgentOutput(text: string): AgentOutput {
  return parseWithMentions(text, NO_MENTIONS);
}

/** The same, and teammates who are named without a tag. */
export function parseWithMentions(text: string, mentions: MentionOptions): AgentOutput {
  const markup = markText(text, "agent");
  const scanned = scanTags(text, markup, (kind, head) => {
    if (kind === "file") return true;
    return kind === "room" ? isEntityId(head.toLowerCase()) : splitHead(head).some(isName);
  });
  const written = scanned.tags.filter((tag) => !tag.nested);
  const spawns = spawnFences(markup.fences, written);
  const mentioned = findMentions(text, { markup, own: written, spawns }, mentions);
  const room = Math.max(0, TAGS_MAX - scanned.tags.length);
  const over = scanned.over || mentioned.handoffs.length > room;
  const called = mentioned.handoffs.slice(0, room);
  const tags = inOrder([...scanned.tags, ...called]);
  const own = inOrder([...written, ...called]);
  const body = (tag: Tag): string => text.slice(tag.bodyStart, tag.bodyEnd);
  const ofKind = (kind: Tag["kind"]): Tag[] => own.filter((tag) => tag.kind === kind);
  return {
    handoffs: ofKind("agent").map((tag) => ({ targets: splitHead(tag.head), text: body(tag) })),
    rooms: ofKind("room").map((tag) => ({ teamId: tag.head.toLowerCase(), text: body(tag) })),
    files: ofKind("file").map(body),
    spawnBlocks: spawns.map((fence) => text.slice(fence.contentStart, fence.contentEnd)),
    readable: renderReadable(text, tags, spawns),
    shared: cutSpans(text, inOrder([...own, ...spawns])),
    named: mentioned.named,
    overTagLimit: over,
  };
}

/**
 * For places that attach no files: like {@link AgentOutput.readable}, followed by the paths of the files it omits.
 */
export function readableOutput(text: string): string {
  const { readable, files } = parseAgentOutput(text);
  return [readable, ...files.map((path) => `(file: ${path})`)].join("\n").trim();
}

function isName(part: string): boolean {
  return NAME.test(part) && !RESERVED_IDS.has(part);
}

/** Complete `spawn` blocks outside all tags. A block inside a tag belongs to the receiver of the tag. */
function spawnFences(fences: readonly Fence[], own: readonly Tag[]): Fence[] {
  let next = 0;
  return fences.filter((fence) => {
    while ((own[next]?.end ?? Number.POSITIVE_INFINITY) <= fence.start) next += 1;
    const inTag = (own[next]?.start ?? Number.POSITIVE_INFINITY) < fence.start;
    return fence.closed && !inTag && /^spawn(?:\s|$)/.test(fence.info);
  });
}

interface Edit extends Span {
  /** Null removes the span and closes the gap. */
  insert: string | null;
}

/** Rewrites all tags in place, nested ones too, in one pass, so that nesting of any depth costs linear time. */
function renderReadable(text: string, tags: readonly Tag[], spawns: readonly Fence[]): string {
  const edits: Edit[] = spawns.map(({ start, end }) => ({ start, end, insert: null }));
  let previousEnd = -1;
  for (const tag of tags) {
    if (tag.kind === "file") {
      const path = text.slice(tag.bodyStart, tag.bodyEnd);
      edits.push({ start: tag.start, end: tag.end, insert: tag.nested ? `(file: ${path})` : null });
      continue;
    }
    const names =
      tag.kind === "agent" ? splitHead(tag.head).map((id) => `@${id}`) : [`#${tag.head.toLowerCase()}`];
    const follows = previousEnd >= 0 && !tag.nested && /^[ \t]*$/.test(text.slice(previousEnd, tag.start));
    const start = follows ? previousEnd : tag.start;
    edits.push({ start, end: tag.bodyStart, insert: `${follows ? "\n" : ""}→ ${names.join(", ")}: ` });
    edits.push({ start: tag.bodyEnd, end: tag.end, insert: "" });
    if (!tag.nested) previousEnd = tag.end;
  }
  return applyEdits(text, inOrder(edits));
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let piece: string[] = [];
  let from = 0;
  for (const edit of edits) {
    piece.push(text.slice(from, edit.start));
    from = edit.end;
    if (edit.insert === null) {
      pieces.push(piece.join(""));
      piece = [];
    } else piece.push(edit.insert);
  }
  piece.push(text.slice(from));
  pieces.push(piece.join(""));
  return joinPieces(pieces);
}

function inOrder<T extends Span>(spans: T[]): T[] {
  return spans.sort((a, b) => a.start - b.start || a.end - b.end);
}
