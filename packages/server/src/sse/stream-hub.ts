/**
 * All open event streams: one subscription to the journal for all of them, one encoding of each event, one
 * keep-alive timer, and a cap. With no reader there is neither subscription nor timer.
 */
import type { ServerResponse } from "node:http";
import type { RouteInput } from "@tinyagi/contracts";
import type { AppLimits, EventFeed, ServerLog } from "../options.js";
import type { Principal } from "../security/principal.js";
import { RetryLaterError } from "../security/wrong-credentials.js";
import { EventStream } from "./event-stream.js";
import { parseFilter } from "./filter.js";
import { encodeEvent } from "./frame.js";
import { startPosition } from "./position.js";

const FULL_RETRY_S = 10;

export interface StreamRequest {
  query: RouteInput<"eventStream">["query"];
  lastEventId: string | undefined;
  principal: Principal;
  /** Whether the caller may still read; asked while the stream is open. */
  isStillAllowed: () => boolean;
}

export interface StreamHub {
  /**
   * Checks a request for a stream; nothing is written yet.
   * @returns what begins the stream on a response whose headers are already set
   * @throws `TOO_MANY_STREAMS`, `EVENTS_PRUNED`, `INVALID_INPUT`
   */
  admit(request: StreamRequest): (response: ServerResponse) => void;
  /** Ends all streams. */
  close(): void;
}

export interface StreamHubOptions {
  feed: EventFeed;
  limits: AppLimits;
  log: ServerLog;
  now: () => number;
  channelOf: (conversationId: string) => string | undefined;
}

export function createStreamHub(options: StreamHubOptions): StreamHub {
  const { feed, limits, log, now } = options;
  const streams = new Set<EventStream>();
  let stopReading: (() => void) | undefined;

  function remove(stream: EventStream): void {
    streams.delete(stream);
    stream.close();
    if (streams.size > 0) return;
    stopReading?.();
    stopReading = undefined;
  }

  function begin(stream: EventStream, response: ServerResponse): void {
    response.once("close", () => remove(stream));
    response.once("error", () => remove(stream));
    streams.add(stream);
    try {
      // Subscribed before the first page is read: what happens in between is found in the journal.
      stopReading ??= startReading(streams, options);
      stream.start(now());
    } catch (error) {
      // The headers are out, so the only refusal left is to cut the connection; "close" tidies up.
      log.error({ err: error }, "event stream could not begin");
      response.destroy();
    }
  }

  return {
    admit({ query, lastEventId, principal, isStillAllowed }) {
      if (streams.size >= limits.streams) {
        throw new RetryLaterError("TOO_MANY_STREAMS", "Too many event streams are open.", FULL_RETRY_S);
      }
      const channel =
        principal.kind === "channel" ? { name: principal.channel, channelOf: options.channelOf } : undefined;
      const filter = { ...parseFilter(query), channel };
      const after = startPosition(feed, { lastEventId, since: query.since });
      return (response) =>
        begin(new EventStream({ response, feed, filter, after, limits, log, isStillAllowed }), response);
    },
    close() {
      for (const stream of [...streams]) remove(stream);
    },
  };
}

/** Feeds all `streams` from one subscription and one timer; returns what ends both. */
function startReading(streams: ReadonlySet<EventStream>, options: StreamHubOptions): () => void {
  const unsubscribe = options.feed.subscribe((event) => {
    const encoded = encodeEvent(event);
    for (const stream of streams) stream.deliver(encoded);
  });
  const timer = setInterval(() => {
    for (const stream of streams) stream.keepAlive();
  }, options.limits.streamKeepAliveMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}
