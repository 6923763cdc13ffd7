/**
 * Reads server-sent frames from a response body at the caller's pace. It closes the connection when the caller stops
 * reading, and when no data (not even a comment) arrives for too long during a read.
 */
import { EVENT_NAMES, type JournalEvent } from "@tinyagi/contracts";
import { createParser, type EventSourceMessage } from "eventsource-parser";

const KNOWN: ReadonlySet<string> = new Set(EVENT_NAMES);

/** Most characters in one frame. The final text of a run may have megabytes. */
const FRAME_LIMIT = 64 * 1_024 * 1_024;

/** @param connection stops reading when it is aborted; it is aborted after `silenceMs` without any data */
export async function* readFrames(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  connection: AbortController,
): AsyncGenerator<EventSourceMessage> {
  const reader = body.getReader();
  // The signal given to `fetch` is not sufficient: Node 20 ignores it after the request was garbage-collected.
  const end = (): void => void reader.cancel().catch(() => undefined);
  connection.signal.addEventListener("abort", end, { once: true });
  const decoder = new TextDecoder();
  const ready: EventSourceMessage[] = [];
  let broken: Error | undefined;
  const parser = createParser({
    onEvent: (frame) => ready.push(frame),
    onError: (error) => {
      // The standard permits unknown fields. Only a frame over the size limit is fatal.
      if (error.type === "max-buffer-size-exceeded") broken = error;
    },
    maxBufferSize: FRAME_LIMIT,
  });
  try {
    while (true) {
      const timer = setTimeout(() => connection.abort(), silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
      if (broken !== undefined) throw broken;
    }
  } finally {
    connection.signal.removeEventListener("abort", end);
    // `cancel` rejects with the body's failure if there was one. That failure is already known.
    await reader.cancel().catch(() => undefined);
  }
}

/** The journal event of a frame; undefined for legacy events and events of newer servers. */
export function parseEvent(frame: EventSourceMessage): JournalEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame.data);
  } catch {
    // A frame without JSON is not a journal event.
    return undefined;
  }
  if (!isJournalEvent(value)) return undefined;
  const seq = value.seq ?? parsePosition(frame.id);
  return seq === undefined ? value : { ...value, seq };
}

/** The journal position in a frame's id. */
export function parsePosition(id: string | undefined): number | undefined {
  return id !== undefined && /^[0-9]{1,15}$/.test(id) ? Number(id) : undefined;
}

function isJournalEvent(value: unknown): value is JournalEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value.type === "string" &&
    KNOWN.has(value.type) &&
    "data" in value &&
    typeof value.data === "object" &&
    value.data !== null
  );
}
