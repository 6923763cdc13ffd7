/**
 * All open event streams. They share one subscription to the journal, one encoding of each event, one timer that checks
 * them, and a limit. Without a reader there is neither subscription nor timer.
 */
import type { RouteInput } from "@tinyagi/contracts";
import type { FastifyReply } from "fastify";
import type { AppLimits, EventFeed, OpenPages, ServerLog } from "../options.js";
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
  /** Whether the caller may still read. Called while the stream is open. */
  isStillAllowed: () => boolean;
}

export interface StreamHub {
  /**
   * Checks a request for a stream; nothing is written yet.
   * @returns starts the stream on a reply whose headers are already sent
   * @throws `TOO_MANY_STREAMS`, `EVENTS_PRUNED`, `INVALID_INPUT`
   */
  admit(request: StreamRequest): (reply: FastifyReply) => void;
  /** Ends all streams. */
  close(): void;
}

export interface StreamHubOptions {
  feed: EventFeed;
  limits: AppLimits;
  log: ServerLog;
  now: () => number;
  channelOf: (conversationId: string) => string | undefined;
  /** Counts the streams of pages. */
  pages?: OpenPages | undefined;
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

  function begin(stream: EventStream, reply: FastifyReply): void {
    reply.sse.onClose(() => remove(stream));
    streams.add(stream);
    try {
      // Subscribe before the first page is read: the journal then contains every event in between.
      stopReading ??= startReading(streams, options);
      stream.start(now());
    } catch (error) {
      // The headers are sent, so the only refusal left is to cut the connection. Its close event removes the stream.
      log.error({ err: error }, "the event stream could not start");
      reply.raw.destroy();
    }
  }

  return {
    admit({ query, lastEventId, principal, isStillAllowed }) {
      if (streams.size >= limits.streams) {
        throw new RetryLaterError(
          "TOO_MANY_STREAMS",
          "Too many event streams are open. Close one, or try again later.",
          FULL_RETRY_S,
        );
      }
      const channel =
        principal.kind === "channel" ? { name: principal.channel, channelOf: options.channelOf } : undefined;
      const filter = { ...parseFilter(query), channel };
      const after = startPosition(feed, { lastEventId, since: query.since });
      return (reply) => {
        if (principal.kind === "browser") countPage(reply, options.pages);
        begin(new EventStream({ reply, feed, filter, after, limits, log, isStillAllowed }), reply);
      };
    },
    close() {
      for (const stream of [...streams]) remove(stream);
    },
  };
}

function countPage(reply: FastifyReply, pages: OpenPages | undefined): void {
  pages?.opened();
  reply.sse.onClose(() => pages?.closed());
}

/** Feeds all `streams` from one subscription and checks them with one timer. Returns a function that ends both. */
function startReading(streams: ReadonlySet<EventStream>, options: StreamHubOptions): () => void {
  const unsubscribe = options.feed.subscribe((event) => {
    const encoded = encodeEvent(event);
    for (const stream of streams) stream.deliver(encoded);
  });
  const timer = setInterval(() => {
    for (const stream of streams) stream.check();
  }, options.limits.streamKeepAliveMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}
