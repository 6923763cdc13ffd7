/**
 * The one reply of a conversation with several agents. It contains every agent that was asked: with an answer, with
 * the reason of its failure, or as still missing.
 */
import type { ReplyNote, RunErrorClass } from "@tinyagi/contracts";
import type { PartLayout, ReplyLayout, TextSpan } from "@tinyagi/kernel";
import { en, noteText, type ViewWords, withoutStop } from "@tinyagi/views";

/** One agent's part. `text` is the readable form of its last final output; it may be empty (files only). */
export interface ReplyEntry {
  agentId: string;
  name: string;
  isLeader: boolean;
  /** Order of first mention. */
  order: number;
  text?: string;
  /** What TinyAGI notes about the answer. */
  noted?: readonly ReplyNote[];
  /** The run of `text`. */
  runId?: string | undefined;
  failure?: ReplyFailure;
  /** Why there is no answer yet: `no network; TinyAGI retries it at 14:05 UTC`. */
  waiting?: string;
  /** The messages of `failure` and `waiting`. */
  messages?: readonly number[];
}

export interface ReplyFailure {
  class: RunErrorClass;
  /** How the agent failed, as a phrase that follows its name: `failed after 3 attempts: no network`. */
  words: string;
  /** The same without a command. */
  reason: string;
  /** The dead letters that can be retried. */
  retry: readonly number[];
  /** The last run that failed. */
  runId?: string | undefined;
}

export interface JoinedReplyParts {
  /** One line above everything: what the reply answers, where nobody wrote a message. */
  head?: string | undefined;
  entries: readonly ReplyEntry[];
  /** Sentences for the end, for example which limit stopped the conversation. */
  notes: readonly (ReplyNote | string)[];
}

export interface JoinedReply {
  text: string;
  layout: ReplyLayout;
}

const SEPARATOR = "\n\n------\n\n";

/**
 * Joins the entries, leader first, then by first mention, each under a heading. A single answer has no heading and
 * ends with `- [agent]`, as in 0.0.20; joined answers are not signed. Notes come last.
 */
export function joinReplies({ head, entries, notes }: JoinedReplyParts, words: ViewWords = en): JoinedReply {
  const ordered = eachCauseOnce(
    [...entries].sort((a, b) => Number(b.isLeader) - Number(a.isLeader) || a.order - b.order),
    words,
  );
  const page = createPage(words);
  if (head !== undefined) page.write(`${head}\n\n`);
  const [only] = ordered;
  const isAlone = only !== undefined && ordered.length === 1;
  const parts = isAlone
    ? [writeAlone(page, only)]
    : ordered.map((entry, index) => {
        if (index > 0) page.write(SEPARATOR);
        page.write(`${heading(entry)}:\n`);
        return writeEntry(page, entry, "");
      });
  const said = notes
    .map((note) => ({ fact: typeof note === "string" ? null : note, text: noteText(note, words).trim() }))
    .filter(({ text }) => text !== "");
  const spans = said.map(({ text }) => page.paragraph(text));
  const facts = said.map(({ fact }) => fact);
  if (isAlone && only.text !== undefined) page.paragraph(`- [${only.agentId}]`);
  const layout = { parts, notes: spans, ...(facts.some((fact) => fact !== null) && { facts }) };
  return { text: page.text(), layout };
}

/** A budget that stopped several agents is explained at the first one. The others refer to it. */
function eachCauseOnce(entries: readonly ReplyEntry[], { replies }: ViewWords): ReplyEntry[] {
  const explained = new Map<string, string>();
  return entries.map((entry) => {
    const { agentId, failure } = entry;
    if (failure?.class !== "budget") return entry;
    const first = explained.get(failure.words);
    explained.set(failure.words, first ?? agentId);
    if (first === undefined) return entry;
    const reason = replies.sameReason(first);
    return { ...entry, failure: { ...failure, reason, words: reason } };
  });
}

/** A text that grows, and where in it each piece is. */
interface Page {
  /** In which language TinyAGI writes on it. */
  readonly words: ViewWords;
  write(words: string): TextSpan;
  /** After an empty line, if there is anything above it. */
  paragraph(words: string): TextSpan;
  text(): string;
}

function createPage(words: ViewWords): Page {
  let text = "";
  const write = (words: string): TextSpan => {
    const from = text.length;
    text += words;
    return [from, text.length];
  };
  return {
    words,
    write,
    paragraph(words) {
      if (text !== "") write("\n\n");
      return write(words);
    },
    text: () => text,
  };
}

function writeAlone(page: Page, entry: ReplyEntry): PartLayout {
  const isFileOnly =
    saidBy(entry, page.words) === "" &&
    entry.text !== undefined &&
    entry.failure === undefined &&
    entry.waiting === undefined;
  return isFileOnly ? toLayout(entry, {}) : writeEntry(page, entry, `@${entry.agentId} `);
}

function heading(entry: ReplyEntry): string {
  return entry.name.toLowerCase() === entry.agentId
    ? `@${entry.agentId}`
    : `${entry.name} (@${entry.agentId})`;
}

/** An answer, and what TinyAGI notes about it. */
function saidBy({ text = "", noted = [] }: ReplyEntry, words: ViewWords): string {
  return [text.trim(), ...noted.map((note) => noteText(note, words))]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** @param subject stands before what the host says about the agent; empty below its heading */
function writeEntry(page: Page, entry: ReplyEntry, subject: string): PartLayout {
  const { replies } = page.words;
  let begin = page.write;
  const write = (words: string): TextSpan => {
    const span = begin(words);
    begin = page.paragraph;
    return span;
  };
  const said: Partial<Pick<PartLayout, "text" | "noted" | "failure" | "waiting">> = {};
  const text = saidBy(entry, page.words);
  const { failure, waiting, noted = [] } = entry;
  if (text !== "") said.text = write(text);
  if (noted.length > 0) said.noted = { answer: entry.text?.trim().length ?? 0, notes: noted };
  if (failure !== undefined)
    said.failure = {
      class: failure.class,
      runId: failure.runId ?? null,
      words: writeAside({ write, words: page.words }, subject, failure.words),
      reason: failure.reason,
      retry: failure.retry,
    };
  if (waiting !== undefined)
    said.waiting = writeAside({ write, words: page.words }, `${subject}${replies.notYet}`, waiting);
  if (Object.keys(said).length === 0) writeAside({ write, words: page.words }, subject, replies.noText);
  return toLayout(entry, said);
}

/** `(failed: no network.)`: the brackets show that the host wrote this, not the agent. @returns where the words are */
function writeAside(
  { write, words }: { write: Page["write"]; words: ViewWords },
  before: string,
  text: string,
): TextSpan {
  const [begin, end] = words.replies.brackets;
  const [from, to] = write(`${begin}${before}${withoutStop(text.trim())}${end}`);
  return [from + begin.length + before.length, to - end.length];
}

function toLayout(
  { agentId, runId, failure, messages }: ReplyEntry,
  said: Partial<Pick<PartLayout, "text" | "noted" | "failure" | "waiting">>,
): PartLayout {
  return {
    agent: agentId,
    runId: runId ?? failure?.runId ?? null,
    text: said.text ?? null,
    ...(said.noted && { noted: said.noted }),
    failure: said.failure ?? null,
    waiting: said.waiting ?? null,
    ...(messages === undefined ? {} : { messages }),
  };
}
