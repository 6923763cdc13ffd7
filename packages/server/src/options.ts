/**
 * The options of the HTTP app: ports to the rest of the daemon, policy and limits. The app never reads the
 * environment, a file or a clock by itself.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import type { OutsideTools } from "./mcp/listed-tool.js";
import type { LoadTools } from "./mcp/tool.js";
import type { RouteHandlers } from "./route-handlers.js";
import type { ExposedOf } from "./security/exposed.js";
import type { Identify } from "./security/principal.js";
import type { Sessions } from "./session/sessions.js";

/** A structured logger: first an object with ids, then a constant sentence. */
export interface ServerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The part of the journal that the event stream needs. */
export interface EventFeed {
  /** Highest stored sequence number; 0 when no event was ever stored. */
  lastSeq(): number;
  /** Lowest stored sequence number; `lastSeq() + 1` when there is none. */
  oldestSeq(): number;
  /** Stored events with `seq > afterSeq`, ascending, at most `limit`. */
  read(afterSeq: number, limit: number): JournalEvent[];
  /**
   * Calls `listener` with each durable event in order, and with live-only ones (no `seq`). Returns a function that
   * unsubscribes.
   */
  subscribe(listener: (event: JournalEvent) => void): () => void;
}

/** Told of each page of TinyOffice that follows the events, and of its end. */
export interface OpenPages {
  opened(): void;
  closed(): void;
}

/** How callers authenticate. `none` is for daemons on loopback that serve clients of 0.0.20. */
export interface ServerAuth {
  mode: () => "token" | "none";
  token: string;
}

/** Where the daemon is reachable. Read at each request, so that changed settings apply immediately. */
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
  /** Longest value of one path parameter in characters. Shorter ones are refused by the schema, which says what it takes. */
  paramChars: number;
  /** Wrong tokens within `wrongTokenWindowMs` before 429. */
  wrongTokens: number;
  wrongTokenWindowMs: number;
  /** Longest time for the headers of a request in milliseconds. */
  headersTimeoutMs: number;
  /** Longest time for a whole request, body included, in milliseconds. */
  requestTimeoutMs: number;
  /** Interval of the check for late requests, in milliseconds. */
  timeoutCheckMs: number;
  /** How long an idle kept-alive connection stays open in milliseconds. */
  keepAliveTimeoutMs: number;
  /** How long an unread body is drained after a refusal, so that the caller can read the answer, in milliseconds. */
  lingerMs: number;
  /** How long active requests may take to end when the app closes, in milliseconds. */
  closeMs: number;
  /** Most open connections. Further ones are dropped. */
  connections: number;
  /** Most open event streams. Further ones get 503. */
  streams: number;
  /** Most bytes buffered for a slow reader of an event stream. */
  streamBacklogBytes: number;
  /** How long a slow reader may take to accept one page before it is dropped, in milliseconds. */
  streamStallMs: number;
  /** Most open MCP calls in all, and of one run or person. Further ones get 429. */
  mcpCalls: number;
  mcpCallsPerCaller: number;
  /** Most open answers with a file of a public link. Further ones get 429. */
  publicFiles: number;
  /** How long the reader of one may take nothing before it is dropped, in milliseconds. */
  publicStallMs: number;
  /** Time between keep-alive comments in milliseconds. */
  streamKeepAliveMs: number;
  /** Journal events read per page during a replay. */
  streamPage: number;
}

export const DEFAULT_APP_LIMITS: Readonly<AppLimits> = {
  jsonDepth: 64,
  jsonValues: 10_000,
  paramChars: 4_096,
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
  mcpCalls: 512,
  mcpCallsPerCaller: 64,
  streamBacklogBytes: 1_048_576,
  streamStallMs: 5_000,
  publicFiles: 16,
  publicStallMs: 30_000,
  streamKeepAliveMs: 15_000,
  streamPage: 200,
};

export interface AppOptions {
  /** One function for each JSON route of the table. */
  handlers: RouteHandlers;
  /** The tools of the MCP route, loaded at its first request. Default: none. */
  loadTools?: LoadTools;
  /** The tools of the owner's own MCP servers. Default: none. */
  outsideTools?: OutsideTools;
  feed: EventFeed;
  /** The folder of the built TinyOffice. Default: none is served. */
  officeFolder?: string;
  auth: ServerAuth;
  policy: () => ServerPolicy;
  /** Returns the run or channel that a token belongs to. Default: no scoped tokens. */
  identify?: Identify;
  /** The connections that come through a tunnel. Default: none. */
  exposedOf?: ExposedOf;
  /** Browser sessions. Default: none, and every secret of one is refused. */
  sessions?: Pick<Sessions, "identify">;
  /**
   * Channel of a conversation, which limits a channel's event stream to its own. Default: unknown, so nothing is
   * sent.
   */
  channelOf?: (conversationId: string) => string | undefined;
  /** Default: nobody counts the open pages. */
  pages?: OpenPages;
  /** Default: discards everything. */
  log?: ServerLog;
  /** Overrides of {@link DEFAULT_APP_LIMITS}. */
  limits?: Partial<AppLimits>;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
  /** Creates request ids, which identify failures in the log. Default `crypto.randomUUID`. */
  newId?: () => string;
  /** Checks each answer against its schema and fails with 500 when it does not match. For tests; default off. */
  validateResponses?: boolean;
}
