/**
 * One reader of the event stream. It is either live (events are written as they happen) or catching up (pages
 * are read from the journal as fast as the reader takes them). Every stored event goes out once and in order;
 * no queue is kept for a slow reader beyond the byte limit: it falls back to catching up, and is dropped when
 * it does not take in what was written in time.
 */
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { AppLimits, EventFeed, ServerLog } from "../options.js";
import { matches, type StreamFilter } from "./filter.js";
import { connectedText, type EncodedEvent, encodeEvent, frameText, keepAliveText } from "./frame.js";

export interface EventStream {
  /** Sends the first frame and begins to catch up. */
  start(timestamp: number): void;
  deliver(encoded: EncodedEvent): void;
  keepAlive(): void;
  /** Ends the answer, at once when the reader is behind. */
  close(): void;
}

export interface EventStreamOptions {
  response: ServerResponse;
  feed: EventFeed;
  filter: StreamFilter;
  /** Sequence number the reader has seen. */
  after: number;
  limits: Pick<AppLimits, "streamBacklogBytes" | "streamStallMs" | "streamPage">;
  log: ServerLog;
}

export function createEventStream(options: EventStreamOptions): EventStream {
  const { response, feed, filter, limits, log } = options;
  /** Everything up to here was sent or did not match. */
  let cursor = options.after;
  /** The id the reader would send back on reconnect. */
  let told = options.after;
  let live = false;
  let closed = false;

  function write(encoded: EncodedEvent): void {
    const { seq } = encoded.event;
    const text = matches(filter, encoded.event) ? frameText(encoded, filter.types) : "";
    if (text !== "") response.write(text);
    if (seq === undefined) return;
    cursor = seq;
    if (text !== "") told = seq;
  }

  function isBehind(): boolean {
    return response.writableLength > limits.streamBacklogBytes;
  }

  /** Writes one page of the journal, or less when the reader falls behind; `false` when there is none left. */
  function writePage(): boolean {
    if (feed.oldestSeq() > cursor + 1) throw new Error("events were pruned before they could be sent");
    const page = feed.read(cursor, limits.streamPage);
    for (const event of page) {
      write(encodeEvent(event));
      if (isBehind()) break;
    }
    return page.length > 0;
  }

  async function catchUp(): Promise<void> {
    live = false;
    try {
      while (!closed) {
        if (!(await drained(response, limits.streamStallMs))) {
          log.info({ cursor }, "event stream reader too slow, dropped");
          drop();
          return;
        }
        // Nothing is awaited between the empty page and this switch, so no event falls in between.
        if (closed || !writePage()) break;
        await nextTurn();
      }
      live = !closed;
    } catch (error) {
      log.warn({ err: error, cursor }, "event stream ended early");
      drop();
    }
  }

  function drop(): void {
    closed = true;
    response.destroy();
  }

  return {
    start(timestamp) {
      response.write(connectedText(cursor, timestamp));
      void catchUp();
    },
    deliver(encoded) {
      // While catching up the journal delivers stored events; live-only ones are not worth a queue.
      if (closed || !live) return;
      const { seq } = encoded.event;
      if (seq !== undefined && seq <= cursor) return;
      const missed = seq !== undefined && seq > cursor + 1;
      if (missed || isBehind()) void catchUp();
      else write(encoded);
    },
    keepAlive() {
      if (closed || !live) return;
      if (isBehind()) {
        void catchUp();
        return;
      }
      response.write(keepAliveText(told === cursor ? undefined : cursor));
      told = cursor;
    },
    close() {
      if (closed) return;
      closed = true;
      if (response.writableNeedDrain) response.destroy();
      else response.end();
    },
  };
}

/** Waits until the reader took what was written; `false` when `timeoutMs` passed first. */
function drained(response: ServerResponse, timeoutMs: number): Promise<boolean> {
  if (!response.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (inTime: boolean) => () => {
      clearTimeout(timer);
      response.off("drain", onDrain);
      response.off("close", onDrain);
      resolve(inTime);
    };
    const onDrain = finish(true);
    const timer = setTimeout(finish(false), timeoutMs);
    timer.unref();
    response.on("drain", onDrain);
    response.on("close", onDrain);
  });
}
