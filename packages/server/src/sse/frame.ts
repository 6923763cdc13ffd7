/**
 * Writes journal events as server-sent event frames. Of the frames of one sequence number only the last that
 * is sent carries `id:`, so that a reader cut off between them gets them all again and skips none.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import { legacyEvents } from "./legacy.js";

/** An event made ready for any number of readers. */
export interface EncodedEvent {
  event: JournalEvent;
  frames: readonly { name: string; text: string }[];
}

export function encodeEvent(event: JournalEvent): EncodedEvent {
  const old = legacyEvents(event).map(({ event: name, data }) => ({ name, text: body(name, data) }));
  return { event, frames: [...old, { name: event.type, text: body(event.type, event) }] };
}

/** The text for a reader that takes `types` (all when `undefined`); empty when it takes none of the frames. */
export function frameText(encoded: EncodedEvent, types: ReadonlySet<string> | undefined): string {
  const taken = types === undefined ? encoded.frames : encoded.frames.filter(({ name }) => types.has(name));
  if (taken.length === 0) return "";
  const { seq } = encoded.event;
  const id = seq === undefined ? "" : `id: ${seq}\n`;
  return `${taken.map(({ text }) => text).join("\n")}${id}\n`;
}

/** The first frame of a stream; its id lets a reader that saw nothing else resume without a gap. */
export function connectedText(seq: number, timestamp: number): string {
  return `${body("connected", { timestamp })}id: ${seq}\n\n`;
}

/** A comment, with the reader's position when events it did not ask for have passed. */
export function keepAliveText(seq: number | undefined): string {
  return seq === undefined ? ": keep-alive\n\n" : `: keep-alive\nid: ${seq}\n\n`;
}

function body(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n`;
}
