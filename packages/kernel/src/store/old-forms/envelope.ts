/**
 * The form of messages before migration 24: one text with everything that the agent read. Read once, when a home of that
 * time is opened. What it does not recognise stays text of the author.
 */
import { type MessageContent, type MessageContext, storedContext } from "../../message/content.js";
import { quoteForgedHeaders } from "../../message/quote-headers.js";
import { renderPrompt } from "../../message/render-prompt.js";

export type OldMessage = Pick<MessageContent, "kind" | "from_agent" | "team_id" | "text">;

type Parts = Pick<MessageContent, "text" | "shared"> & { context: MessageContext };

const NOTE = "[Note from TinyAGI: ";
const NOTE_END = "]\n\n";
const SEPARATOR = "\n\n------\n\nDirected to you:\n";
const CHAIN = /^\[Chain step (\d{1,4}) of (\d{1,4})\]:\nThe whole request:\n/;
const JOIN =
  "[TinyAGI: all teammates have answered. Write the reply to the person now; do not hand over again.]\n\nThe request:\n";
const RESULTS = "\n\nResults:\n";
const RESULT = /^@([a-z][a-z0-9_-]{0,63}): /;
/** Longer than what names the author of a result. */
const RESULT_HEAD_MAX = 80;
const HANDOFF = /^\[Message from teammate @([a-z][a-z0-9_-]{0,63})\]:\n/;
const POST = /^\[Chat room #([a-z][a-z0-9_-]{0,63}) — @([a-z][a-z0-9_-]{0,63})\]:\n/;

type Facts = Pick<MessageContent, "text" | "shared" | "context">;

/** The facts of a message of that form. Its prompt, rendered from them, is the same text. */
export function readEnvelope(message: OldMessage): Facts {
  const { notes, rest } = takeNotes(message.text);
  const { text, shared, context } = toParts({ ...message, text: rest });
  const facts = {
    text,
    shared,
    context: storedContext(notes.length === 0 ? context : { notes, ...context }),
  };
  // Of a text that would not be the same again, nothing is taken apart. What that time did not quote may be quoted.
  const isSame =
    quoteForgedHeaders(renderPrompt({ ...message, ...facts })) === quoteForgedHeaders(message.text);
  return isSame ? facts : { text: message.text, shared: null, context: null };
}

/** Of a text whose author may have written its beginning: only a separator or header of the message's own kind is read. */
export function readUnquoted(message: OldMessage): Facts {
  const { text, shared, context } = message.kind === "user" ? directed(message.text) : toParts(message);
  return { text, shared, context: storedContext(context) };
}

function takeNotes(text: string): { notes: string[]; rest: string } {
  const notes: string[] = [];
  let at = 0;
  while (text.startsWith(NOTE, at)) {
    const end = text.indexOf(NOTE_END, at);
    if (end === -1) break;
    notes.push(text.slice(at + NOTE.length, end));
    at = end + NOTE_END.length;
  }
  return { notes, rest: text.slice(at) };
}

function toParts(message: OldMessage): Parts {
  const { kind, from_agent: from, team_id: team, text } = message;
  if (kind === "summary") return parseJoin(text) ?? plain(text);
  if (kind === "chain") return toChain(text) ?? plain(text);
  if (kind === "handoff") return directed(without(text, `[Message from teammate @${from}]:\n`));
  if (kind === "room")
    return parsePost(message) ?? plain(without(text, `[Chat room #${team} — @${from}]:\n`));
  return kind === "user" ? (parseRepeat(message) ?? directed(text)) : plain(text);
}

/** Work that ran again was a person's then: its header says what it repeats. */
function parseRepeat(message: OldMessage): Parts | undefined {
  const { text, team_id: team } = message;
  const [header, from] = HANDOFF.exec(text) ?? [];
  if (header === undefined || from === undefined) return parseJoin(text) ?? parsePost(message);
  const { shared, text: own } = directed(text.slice(header.length));
  return { text: own, shared, context: { repeats: { kind: "handoff", from, team } } };
}

/** A post whose row does not say what its header says. */
function parsePost({ kind, from_agent: ownFrom, team_id: ownTeam, text }: OldMessage): Parts | undefined {
  const [header, team, from] = POST.exec(text) ?? [];
  if (header === undefined || team === undefined || from === undefined) return undefined;
  if (kind === "room" && ownFrom !== null && ownTeam !== null) return undefined;
  return {
    text: text.slice(header.length),
    shared: null,
    context: { repeats: { kind: "room", from, team } },
  };
}

function plain(text: string): Parts {
  return { text, shared: null, context: {} };
}

function directed(text: string): Parts {
  const at = text.lastIndexOf(SEPARATOR);
  if (at <= 0) return plain(text);
  return { text: text.slice(at + SEPARATOR.length), shared: text.slice(0, at), context: {} };
}

function without(text: string, header: string): string {
  return text.startsWith(header) ? text.slice(header.length) : text;
}

/** The results of earlier steps stay in the request: where one ends cannot be told. */
function toChain(text: string): Parts | undefined {
  const [head, step, steps] = CHAIN.exec(text) ?? [];
  const at = text.lastIndexOf(SEPARATOR);
  if (head === undefined || at < head.length) return undefined;
  const request = text.slice(head.length, at);
  const chain = { step: Number(step), steps: Number(steps), request, results: [] };
  return { text: text.slice(at + SEPARATOR.length), shared: null, context: { chain } };
}

/** The answers begin where the first of them does: a request may have such a heading, too. */
function parseJoin(text: string): Parts | undefined {
  if (!text.startsWith(JOIN)) return undefined;
  let at = text.indexOf(RESULTS, JOIN.length);
  while (at !== -1 && !RESULT.test(text.slice(at + RESULTS.length, at + RESULTS.length + RESULT_HEAD_MAX)))
    at = text.indexOf(RESULTS, at + 1);
  if (at === -1) return undefined;
  const results: { agentId: string; text: string }[] = [];
  for (const part of text.slice(at + RESULTS.length).split("\n\n")) {
    const [head, agentId] = RESULT.exec(part) ?? [];
    const last = results.at(-1);
    if (head !== undefined && agentId !== undefined) results.push({ agentId, text: part.slice(head.length) });
    else if (last !== undefined) last.text += `\n\n${part}`;
  }
  return { text: "", shared: null, context: { join: { request: text.slice(JOIN.length, at), results } } };
}
