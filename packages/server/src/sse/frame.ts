/**
 * Encodes journal events as frames of server-sent events, once for all readers. Of the frames of one sequence number,
 * only the last one sent carries `id:`. A reader that is cut off between them gets all of them again.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import { legacyEvents } from "./legacy.js";

/** An event encoded for any number of readers. */
export interface EncodedEvent {
  event: JournalEvent;
  frames: readonly { name: string; text: string }[];
}

export function encodeEvent(event: JournalEvent): EncodedEvent {
  const old = legacyEvents(event).map(({ event: name, data }) => ({ name, text: body(name, data) }));
  return { event, frames: [...old, { name: event.type, text: body(event.type, event) }] };
}

/** The text for a reader of `types` (all when `undefined`); empty when the reader wants none of the frames. */
export function frameText(encoded: EncodedEvent, types: ReadonlySet<string> | undefined): string {
  const taken = types === undefined ? encoded.frames : encoded.frames.filter(({ name }) => types.has(name));
  if (taken.length === 0) return "";
  const { seq } = encoded.event;
  const id = seq === undefined ? "" : `id: ${seq}\n`;
  return `${taken.map(({ text }) => text).join("\n")}${id}\n`;
}

/** The first frame of a stream. Its id lets a reader that got nothing else resume without a gap. */
export function connectedText(seq: number, timestamp: number): string {
  return `${body("connected", { timestamp })}id: ${seq}\n\n`;
}

/** The position of a reader whose filter excluded the latest events. It dispatches no event in the reader. */
export function positionText(seq: number): string {
  return `id: ${seq}\n\n`;
}

function body(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n`;
}
