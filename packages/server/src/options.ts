/**
 * What the HTTP app is given: ports to the rest of the daemon, its policy and its limits. Nothing here reads
 * the environment, a file or a clock of its own.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import type { RouteHandlers } from "./route-handlers.js";
import type { Identify } from "./security/principal.js";
import type { Sessions } from "./session/sessions.js";

/** A structured logger: an object of ids first, a constant sentence second. */
export interface ServerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The journal as the event stream sees it. */
export interface EventFeed {
  /** Highest stored sequence number, 0 when nothing was ever stored. */
  lastSeq(): number;
  /** Lowest sequence number still stored; `lastSeq() + 1` when there is none. */
  oldestSeq(): number;
  /** Stored events with `seq > afterSeq`, ascending, at most `limit`. */
  read(afterSeq: number, limit: number): JournalEvent[];
  /** Calls `listener` with each durable event in order, and with live-only ones (no `seq`); returns the way out. */
  subscribe(listener: (event: JournalEvent) => void): () => void;
}

/** How callers prove themselves. `none` is for loopback-only daemons with old clients. */
export interface ServerAuth {
  mode: () => "token" | "none";
  token: string;
}

/** Where the daemon is reachable; read at each request, so that settings apply at once. */
export interface ServerPolicy {
  /** The port that is bound. */
  port: number;
  /** Further exact Host values, e.g. `box.lan` or `box.lan:8443`. */
  allowedHosts: readonly string[];
  /** Further exact origins, e.g. `http://localhost:3000`. */
  allowedOrigins: readonly string[];
}

export interface AppLimits {
  /** Deepest nesting of a JSON body. */
  jsonDepth: number;
  /** Most values of a JSON body: objects, lists and their items. */
  jsonValues: number;
  /** Longest value of one path parameter in characters. */
  paramChars: number;
  /** Wrong tokens within `wrongTokenWindowMs` before 429. */
  wrongTokens: number;
  wrongTokenWindowMs: number;
  /** Longest time for the headers of a request in milliseconds. */
  headersTimeoutMs: number;
  /** Longest time for a whole request, body included, in milliseconds. */
  requestTimeoutMs: number;
  /** How often late requests are looked for in milliseconds. */
  timeoutCheckMs: number;
  /** How long an idle kept-alive connection stays open in milliseconds. */
  keepAliveTimeoutMs: number;
  /** How long an unread body is drained after a refusal, so that the caller can read the answer. */
  lingerMs: number;
  /** How long requests under way may take to end once the app closes, in milliseconds. */
  closeMs: number;
  /** Open connections; more are dropped. */
  connections: number;
  /** Open event streams; more get 503. */
  streams: number;
  /** Bytes an event stream may hold for a slow reader. */
  streamBacklogBytes: number;
  /** How long a reader that is behind may take to catch up by one page in milliseconds, before it is dropped. */
  streamStallMs: number;
  /** Time between keep-alive comments in milliseconds. */
  streamKeepAliveMs: number;
  /** Journal events read at once during a replay. */
  streamPage: number;
}

export const DEFAULT_APP_LIMITS: Readonly<AppLimits> = {
  jsonDepth: 64,
  jsonValues: 10_000,
  paramChars: 200,
  wrongTokens: 10,
  wrongTokenWindowMs: 60_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  timeoutCheckMs: 2_000,
  keepAliveTimeoutMs: 30_000,
  lingerMs: 2_000,
  closeMs: 1_000,
  connections: 4_096,
  streams: 1_024,
  streamBacklogBytes: 1_048_576,
  streamStallMs: 5_000,
  streamKeepAliveMs: 15_000,
  streamPage: 200,
};

export interface AppOptions {
  /** One function for each JSON route of the table. */
  handlers: RouteHandlers;
  feed: EventFeed;
  auth: ServerAuth;
  policy: () => ServerPolicy;
  /** Who holds a run's or a channel's token. Default: nobody. */
  identify?: Identify;
  /** Browser sessions. Default: none, and every cookie is refused. */
  sessions?: Pick<Sessions, "identify">;
  /** Channel of a conversation, to keep a channel's event stream to its own. Default: unknown, so not sent. */
  channelOf?: (conversationId: string) => string | undefined;
  /** Default: keeps nothing. */
  log?: ServerLog;
  /** Overrides of {@link DEFAULT_APP_LIMITS}. */
  limits?: Partial<AppLimits>;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
  /** Ids of requests, used to find a failure in the log. Default `crypto.randomUUID`. */
  newId?: () => string;
  /** Checks each answer against its schema and fails with 500 when it does not fit. For tests; default off. */
  validateResponses?: boolean;
}
