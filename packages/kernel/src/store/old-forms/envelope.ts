/**
 * The form of messages before migration 24: one text with everything that the agent read. Read once, when a home of that
 * time is opened. What it does not recognise stays text of the author.
 */
import { type MessageContent, type MessageContext, storedContext } from "../../message/content.js";

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

/** The facts of a message of that form. Its prompt, rendered from them, is the same text. */
export function readEnvelope(message: OldMessage): Pick<MessageContent, "text" | "shared" | "context"> {
  const { notes, rest } = takeNotes(message.text);
  const { text, shared, context } = partsOf({ ...message, text: rest });
  return { text, shared, context: storedContext(notes.length === 0 ? context : { notes, ...context }) };
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

function partsOf({ kind, from_agent: from, team_id: team, text }: OldMessage): Parts {
  if (kind === "summary") return joinOf(text) ?? plain(text);
  if (kind === "chain") return chainOf(text) ?? plain(text);
  if (kind === "handoff") return directed(without(text, `[Message from teammate @${from}]:\n`));
  if (kind === "room") return plain(without(text, `[Chat room #${team} — @${from}]:\n`));
  return kind === "user" ? directed(text) : plain(text);
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
function chainOf(text: string): Parts | undefined {
  const [head, step, steps] = CHAIN.exec(text) ?? [];
  const at = text.lastIndexOf(SEPARATOR);
  if (head === undefined || at < head.length) return undefined;
  const request = text.slice(head.length, at);
  const chain = { step: Number(step), steps: Number(steps), request, results: [] };
  return { text: text.slice(at + SEPARATOR.length), shared: null, context: { chain } };
}

function joinOf(text: string): Parts | undefined {
  const at = text.indexOf(RESULTS);
  if (!text.startsWith(JOIN) || at === -1) return undefined;
  const results: { agentId: string; text: string }[] = [];
  for (const part of text.slice(at + RESULTS.length).split("\n\n")) {
    const [head, agentId] = RESULT.exec(part) ?? [];
    const last = results.at(-1);
    if (head !== undefined && agentId !== undefined) results.push({ agentId, text: part.slice(head.length) });
    else if (last !== undefined) last.text += `\n\n${part}`;
  }
  return { text: "", shared: null, context: { join: { request: text.slice(JOIN.length, at), results } } };
}
