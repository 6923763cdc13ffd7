/**
 * Reads server-sent frames out of a response body at the reader's pace. Guarantees: ends the connection when the
 * reader leaves, and when nothing (not even a comment) arrived for too long while somebody was reading.
 */
import { EVENT_SCHEMAS, type JournalEvent } from "@tinyagi/contracts";
import { createParser, type EventSourceMessage } from "eventsource-parser";

/** Characters of one frame; a run's final text may be megabytes. */
const FRAME_LIMIT = 64 * 1_024 * 1_024;

/** @param connection ends the reading when it is aborted, and is aborted after `silenceMs` without a byte */
export async function* readFrames(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
  connection: AbortController,
): AsyncGenerator<EventSourceMessage> {
  const reader = body.getReader();
  // The signal given to `fetch` is not enough: Node 20 forgets it once it has collected the request.
  const end = (): void => void reader.cancel().catch(() => undefined);
  connection.signal.addEventListener("abort", end, { once: true });
  const decoder = new TextDecoder();
  const ready: EventSourceMessage[] = [];
  let broken: Error | undefined;
  const parser = createParser({
    onEvent: (frame) => ready.push(frame),
    onError: (error) => {
      // Unknown fields are allowed by the standard; only a frame beyond all bounds is fatal.
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
    // Cancelling a body that has failed already rejects with that same failure, which is known by then.
    await reader.cancel().catch(() => undefined);
  }
}

/** The journal event of a frame; old event names and whatever a newer server sends are `undefined`. */
export function parseEvent(frame: EventSourceMessage): JournalEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame.data);
  } catch {
    // A frame that is no JSON is none of ours, whatever else it may be.
    return undefined;
  }
  if (!isJournalEvent(value)) return undefined;
  const seq = value.seq ?? positionOf(frame.id);
  return seq === undefined ? value : { ...value, seq };
}

/** The journal position in a frame's id. */
export function positionOf(id: string | undefined): number | undefined {
  return id !== undefined && /^[0-9]{1,15}$/.test(id) ? Number(id) : undefined;
}

function isJournalEvent(value: unknown): value is JournalEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value.type === "string" &&
    Object.hasOwn(EVENT_SCHEMAS, value.type) &&
    "data" in value &&
    typeof value.data === "object" &&
    value.data !== null
  );
}
