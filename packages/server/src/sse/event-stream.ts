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

export interface EventStreamOptions {
  response: ServerResponse;
  feed: EventFeed;
  filter: StreamFilter;
  /** Sequence number the reader has seen. */
  after: number;
  limits: Pick<AppLimits, "streamBacklogBytes" | "streamStallMs" | "streamPage">;
  log: ServerLog;
  /** Asked with each keep-alive: a session that ended or a token that was revoked ends its streams. */
  isStillAllowed: () => boolean;
}

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #response: ServerResponse;
  /** Everything up to here was sent or did not match. */
  #cursor: number;
  /** The id the reader would send back on reconnect. */
  #told: number;
  #live = false;
  #closed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#response = options.response;
    this.#cursor = options.after;
    this.#told = options.after;
  }

  /** Sends the first frame and begins to catch up. `timestamp` is in milliseconds since the epoch. */
  start(timestamp: number): void {
    this.#response.write(connectedText(this.#cursor, timestamp));
    void this.#catchUp();
  }

  /** Sends an event that just happened. */
  deliver(encoded: EncodedEvent): void {
    // While catching up the journal delivers stored events; live-only ones are not worth a queue.
    if (this.#closed || !this.#live) return;
    const { seq } = encoded.event;
    if (seq !== undefined && seq <= this.#cursor) return;
    const missed = seq !== undefined && seq > this.#cursor + 1;
    if (missed || this.#isBehind()) void this.#catchUp();
    else this.#write(encoded);
  }

  /** Sends a comment, and the position when it moved unseen. */
  keepAlive(): void {
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
    this.#response.write(keepAliveText(this.#told === this.#cursor ? undefined : this.#cursor));
    this.#told = this.#cursor;
  }

  /** Ends the answer, at once when the reader is behind. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#response.writableNeedDrain) this.#response.destroy();
    else this.#response.end();
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
        // Nothing is awaited between the empty page and this switch, so no event falls in between.
        if (this.#closed || !this.#writePage()) break;
        await nextTurn();
      }
      this.#live = !this.#closed;
    } catch (error) {
      log.warn({ err: error, cursor: this.#cursor }, "event stream ended early");
      this.#drop();
    }
  }

  /** Writes one page of the journal, or less when the reader falls behind; `false` when there is none left. */
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
    if (text !== "") this.#told = seq;
  }

  #isBehind(): boolean {
    return this.#response.writableLength > this.#options.limits.streamBacklogBytes;
  }

  #drop(): void {
    this.#closed = true;
    this.#response.destroy();
  }
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
