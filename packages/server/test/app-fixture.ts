/** Builds an app over recording handlers and an in-memory feed, with or without a bound loopback port. */
import {
  type EventData,
  type EventScope,
  type EventType,
  type JournalEvent,
  ROUTES,
} from "@tinyagi/contracts";
import type { FastifyInstance } from "fastify";
import {
  type AppLimits,
  type AppOptions,
  createApp,
  type EventFeed,
  type RouteHandlers,
  type ServerLog,
} from "../src/index.js";

export const TOKEN = "k3Jx_secret-of-the-operator_0123456789abcd";
export const PORT = 3777;

export interface Call {
  name: string;
  input: { params: unknown; query: unknown; body: unknown };
  actor: string;
  signal: AbortSignal;
}

export interface MemoryFeed extends EventFeed {
  append<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): number;
  /** Stores an event without notifying subscribers. */
  appendUntold<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): number;
  /** Notifies subscribers of a stored event, late or again. */
  publish(seq: number): void;
  live<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): void;
  prune(belowSeq: number): void;
  readonly listeners: number;
  readonly reads: number;
}

export function memoryFeed(): MemoryFeed {
  let events: JournalEvent[] = [];
  let last = 0;
  let reads = 0;
  const listeners = new Set<(event: JournalEvent) => void>();
  const publish = (event: JournalEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const store = (type: EventType, data: object, scope: EventScope): JournalEvent => {
    last += 1;
    const event = { seq: last, type, time: 1_000 + last, data, ...scope } as JournalEvent;
    events.push(event);
    return event;
  };
  return {
    lastSeq: () => last,
    oldestSeq: () => events[0]?.seq ?? last + 1,
    read(afterSeq, limit) {
      reads += 1;
      const start = events.findIndex((event) => (event.seq ?? 0) > afterSeq);
      return start === -1 ? [] : events.slice(start, start + limit);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    append(type, data, scope = {}) {
      publish(store(type, data, scope));
      return last;
    },
    appendUntold(type, data, scope = {}) {
      store(type, data, scope);
      return last;
    },
    publish(seq) {
      for (const event of events.filter((candidate) => candidate.seq === seq)) publish(event);
    },
    live(type, data, scope = {}) {
      publish({ type, time: 1_000, data, ...scope } as JournalEvent);
    },
    prune(belowSeq) {
      events = events.filter((event) => (event.seq ?? 0) >= belowSeq);
    },
    get listeners() {
      return listeners.size;
    },
    get reads() {
      return reads;
    },
  };
}

export interface FixtureOptions {
  limits?: Partial<AppLimits>;
  mode?: () => "token" | "none";
  allowedHosts?: string[];
  allowedOrigins?: string[];
  now?: () => number;
  handlers?: Partial<RouteHandlers>;
  identify?: AppOptions["identify"];
  sessions?: AppOptions["sessions"];
  exposedOf?: AppOptions["exposedOf"];
  channelOf?: AppOptions["channelOf"];
  validateResponses?: boolean;
  loadTools?: AppOptions["loadTools"];
  officeFolder?: string;
}

export interface Fixture {
  app: FastifyInstance;
  feed: MemoryFeed;
  calls: Call[];
  logged: { level: string; fields: object; message: string }[];
  /** Binds a free loopback port and returns the base URL. */
  listen(): Promise<string>;
  port(): number;
}

export function createFixture(options: FixtureOptions = {}): Fixture {
  const feed = memoryFeed();
  const calls: Call[] = [];
  const logged: Fixture["logged"] = [];
  const record = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, fields, message });
  const log: ServerLog = {
    debug: record("debug"),
    info: record("info"),
    warn: record("warn"),
    error: record("error"),
  };
  let port = PORT;
  const app = createApp({
    handlers: recordingHandlers(calls, options.handlers ?? {}),
    feed,
    auth: { mode: options.mode ?? (() => "token"), token: TOKEN },
    policy: () => ({
      port,
      allowedHosts: options.allowedHosts ?? [],
      allowedOrigins: options.allowedOrigins ?? [],
    }),
    log,
    ...(options.officeFolder === undefined ? {} : { officeFolder: options.officeFolder }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.validateResponses === undefined ? {} : { validateResponses: options.validateResponses }),
    ...(options.loadTools === undefined ? {} : { loadTools: options.loadTools }),
    ...(options.identify === undefined ? {} : { identify: options.identify }),
    ...(options.exposedOf === undefined ? {} : { exposedOf: options.exposedOf }),
    ...(options.sessions === undefined ? {} : { sessions: options.sessions }),
    ...(options.channelOf === undefined ? {} : { channelOf: options.channelOf }),
    newId: () => "req_1",
  });
  return {
    app,
    feed,
    calls,
    logged,
    port: () => port,
    async listen() {
      await app.listen({ host: "127.0.0.1", port: 0 });
      const address = app.server.address();
      if (address === null || typeof address === "string") throw new Error("no port was bound");
      port = address.port;
      return `http://127.0.0.1:${port}`;
    },
  };
}

/** Handlers that record each call and answer `{ok: true}` unless one is given. */
function recordingHandlers(calls: Call[], given: Partial<RouteHandlers>): RouteHandlers {
  const handlers = Object.keys(ROUTES).map((name) => {
    const own = given[name as keyof RouteHandlers] as
      | ((input: Call["input"], context: { actor: string; signal: AbortSignal }) => unknown)
      | undefined;
    const handler = (input: Call["input"], context: { actor: string; signal: AbortSignal }): unknown => {
      calls.push({ name, input, ...context });
      return own === undefined ? { ok: true } : own(input, context);
    };
    return [name, handler] as const;
  });
  const entries: Iterable<readonly unknown[]> = handlers;
  return Object.fromEntries(entries);
}

/** Headers of a valid request over `inject`. */
export const GOOD_HEADERS = { host: `127.0.0.1:${PORT}`, authorization: `Bearer ${TOKEN}` } as const;

/** The code of a refusal. */
export function getCode(answer: { json(): unknown }): unknown {
  return (answer.json() as { code?: unknown }).code;
}
