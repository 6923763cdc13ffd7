/**
 * One reader of the event stream. It is either live (events are written as they happen) or catching up (pages are read
 * from the journal as fast as the reader accepts them). Every stored event is sent once and in order. A reader that is
 * further behind than the byte limit goes back to catching up. It is dropped when it does not read in time.
 */
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import type { AppLimits, EventFeed, ServerLog } from "../options.js";
import { matches, type StreamFilter } from "./filter.js";
import { connectedText, type EncodedEvent, encodeEvent, frameText, positionText } from "./frame.js";

export interface EventStreamOptions {
  /** Its headers are already sent. */
  reply: FastifyReply;
  feed: EventFeed;
  filter: StreamFilter;
  /** The last sequence number the reader has. */
  after: number;
  limits: Pick<AppLimits, "streamBacklogBytes" | "streamStallMs" | "streamPage">;
  log: ServerLog;
  /** Called at intervals, so that a stream ends with its session or token. */
  isStillAllowed: () => boolean;
}

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #response: ServerResponse;
  /** Every event up to here was sent or did not match. */
  #cursor: number;
  /** The id that the reader would send on reconnect. */
  #sentId: number;
  #live = false;
  #closed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#response = options.reply.raw;
    this.#cursor = options.after;
    this.#sentId = options.after;
  }

  /** Sends the first frame and starts to catch up. `timestamp` is in milliseconds since the epoch. */
  start(timestamp: number): void {
    this.#response.write(connectedText(this.#cursor, timestamp));
    void this.#catchUp();
  }

  /** Sends an event that just happened. */
  deliver(encoded: EncodedEvent): void {
    // While the reader catches up, it gets stored events from the journal. Events that are not stored are skipped.
    if (this.#closed || !this.#live) return;
    const { seq } = encoded.event;
    if (seq !== undefined && seq <= this.#cursor) return;
    const missed = seq !== undefined && seq > this.#cursor + 1;
    if (missed || this.#isBehind()) void this.#catchUp();
    else this.#write(encoded);
  }

  /**
   * Ends the stream of a caller that may no longer read. Otherwise sends the position if events outside the filter
   * moved it.
   */
  check(): void {
    if (this.#closed) return;
    if (!this.#options.isStillAllowed()) {
      this.#drop();
      return;
    }
    if (!this.#live) return;
    if (this.#isBehind()) {
      void this.#catchUp();
      return;
    }
    if (this.#sentId === this.#cursor) return;
    this.#response.write(positionText(this.#cursor));
    this.#sentId = this.#cursor;
  }

  /** Ends the stream, without waiting for a reader that is behind. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#response.writableNeedDrain) this.#response.destroy();
    else this.#options.reply.sse.close();
  }

  async #catchUp(): Promise<void> {
    this.#live = false;
    const { limits, log } = this.#options;
    try {
      while (!this.#closed) {
        if (!(await drained(this.#response, limits.streamStallMs))) {
          log.info({ cursor: this.#cursor }, "event stream reader too slow, dropped");
          this.#drop();
          return;
        }
        // No await between the empty page and this switch, so no event can be lost in between.
        if (this.#closed || !this.#writePage()) break;
        await nextTurn();
      }
      this.#live = !this.#closed;
    } catch (error) {
      log.warn({ err: error, cursor: this.#cursor }, "event stream ended early");
      this.#drop();
    }
  }

  /** Writes a page of the journal, or less when the reader falls behind; `false` when no events are left. */
  #writePage(): boolean {
    const { feed, limits } = this.#options;
    if (feed.oldestSeq() > this.#cursor + 1) throw new Error("events were pruned before they could be sent");
    const page = feed.read(this.#cursor, limits.streamPage);
    for (const event of page) {
      this.#write(encodeEvent(event));
      if (this.#isBehind()) break;
    }
    return page.length > 0;
  }

  #write(encoded: EncodedEvent): void {
    const { filter } = this.#options;
    const { seq } = encoded.event;
    const text = matches(filter, encoded.event) ? frameText(encoded, filter.types) : "";
    if (text !== "") this.#response.write(text);
    if (seq === undefined) return;
    this.#cursor = seq;
    if (text !== "") this.#sentId = seq;
  }

  #isBehind(): boolean {
    return this.#response.writableLength > this.#options.limits.streamBacklogBytes;
  }

  #drop(): void {
    this.#closed = true;
    this.#response.destroy();
  }
}

/** Waits until the reader has accepted what was written; `false` when `timeoutMs` passes first. */
function drained(response: ServerResponse, timeoutMs: number): Promise<boolean> {
  if (!response.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    function finish(inTime: boolean): void {
      clearTimeout(timer);
      response.off("drain", onDrain);
      response.off("close", onDrain);
      resolve(inTime);
    }
    const onDrain = () => finish(true);
    const timer = setTimeout(() => finish(false), timeoutMs);
    timer.unref();
    response.on("drain", onDrain);
    response.on("close", onDrain);
  });
}
