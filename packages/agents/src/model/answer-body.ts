/**
 * Reads the body of a provider's answer safely, whoever answers in its place: with bounded memory, and with an end to its last event,
 * which some servers leave out. Refuses what is no stream of events. Never changes an event.
 */
import { ReportedError } from "./reported-error.js";
import type { Fetch } from "./web-page.js";

/** Of a refusal, more than any sentence needs. */
const REFUSAL_MAX_BYTES = 1024 * 1024;
/** The longest line: an answer that is repeated whole, with its pictures. */
const LINE_MAX_BYTES = 64 * 1024 * 1024;
/** What shows whether it is a stream of events. */
const OPENING_MAX_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Closes an event. Where it is closed already, an empty one follows, which is none. */
const EVENT_END = Uint8Array.of(LINE_FEED, LINE_FEED);

type Bytes = Uint8Array<ArrayBuffer>;

/** Judges an answer that is no stream of events by its first bytes. @throws what it is */
export type JudgeOpening = (opening: string, response: Response, url: string) => void;

/** What the bytes of a body become, one chunk after the other. */
interface Reading {
  /** @returns undefined when nothing more is read @throws what ends the body */
  readonly take: (chunk: Bytes) => Bytes | undefined;
  readonly end: () => Bytes | undefined;
}

/** `fetch` whose answers are read so. @param judge refuses what is no stream of events */
export function boundAnswers(ask: Fetch, judge: JudgeOpening): Fetch {
  return async (input, init) => {
    const response = await ask(input, init);
    const { body, ok, status, statusText, headers } = response;
    if (body === null) return response;
    const url = input instanceof Request ? input.url : String(input);
    const reading = ok ? readEvents((opening) => judge(opening, response, url)) : readRefusal();
    return new Response(through(body, reading), { status, statusText, headers });
  };
}

function through(body: ReadableStream<Bytes>, reading: Reading): ReadableStream<Bytes> {
  const reader = body.getReader();
  const drop = (reason?: unknown) =>
    reader.cancel(reason).catch(() => {
      // It has failed already, and whoever read it knows why.
    });
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const { done, value } = await reader.read();
      try {
        const bytes = done ? reading.end() : reading.take(value);
        if (bytes !== undefined) controller.enqueue(bytes);
        if (!done && bytes !== undefined) return;
        controller.close();
        if (!done) await drop();
      } catch (error) {
        controller.error(error);
        await drop(error);
      }
    },
    cancel: drop,
  });
}

/** What is too long to be a sentence is left out. */
function readRefusal(): Reading {
  let read = 0;
  return {
    take(chunk) {
      const room = REFUSAL_MAX_BYTES - read;
      read += chunk.length;
      return room <= 0 ? undefined : chunk.subarray(0, room);
    },
    end: () => undefined,
  };
}

function readEvents(judge: (opening: string) => void): Reading {
  const opening = createOpening(judge);
  let line = 0;
  return {
    take(chunk) {
      opening.take(chunk);
      const lastEnd = Math.max(chunk.lastIndexOf(LINE_FEED), chunk.lastIndexOf(CARRIAGE_RETURN));
      line = lastEnd === -1 ? line + chunk.length : chunk.length - 1 - lastEnd;
      if (line > LINE_MAX_BYTES)
        throw new ReportedError({ message: "a line of its answer was too long", type: "server_error" });
      return chunk;
    },
    end() {
      opening.end();
      return EVENT_END;
    },
  };
}

/** How a page begins, and JSON. No field of an event does. */
const FOREIGN = /^[<{[]/;

/** A body that begins like something else is kept up to a limit, and judged. */
function createOpening(judge: (opening: string) => void) {
  const decoder = new TextDecoder();
  let text = "";
  let isForeign = false;
  let isOpen = true;
  function close(): void {
    isOpen = false;
    if (isForeign) judge(text);
    text = "";
  }
  return {
    take(chunk: Bytes): void {
      if (!isOpen) return;
      text += decoder.decode(chunk.subarray(0, OPENING_MAX_BYTES), { stream: true });
      if (!isForeign) {
        text = text.trimStart();
        if (text === "") return;
        isForeign = FOREIGN.test(text);
      }
      if (!isForeign || text.length >= OPENING_MAX_BYTES) close();
    },
    end(): void {
      if (isOpen) close();
    },
  };
}
