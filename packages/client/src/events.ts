/**
 * The event stream as an async iterable. After a lost connection it resumes after the last event it returned, without
 * gap or repeat. If the server no longer has those events, it reports a `gap`. It never buffers without bound: the
 * caller's pace limits the connection.
 */
import { type AppError, isAppError, type JournalEvent } from "@tinyagi/contracts";
import { pause } from "./deadline.js";
import { foreignAnswer, toRefusal, unreachable } from "./failure.js";
import { parseEvent, parsePosition, readFrames } from "./frames.js";
import type { Transport } from "./transport.js";

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;
/** The server sends a comment every 15 s. Three missed ones mean that the connection is dead. */
const SILENCE_MS = 45_000;

export type ConnectionState =
  | { state: "connecting"; attempt: number }
  /** `resumed`: there was an earlier connection. `gap`: events may be missing since then, so read the state again. */
  | { state: "open"; resumed: boolean; gap: boolean }
  | { state: "lost"; error: AppError; retryInMs: number };

export interface EventOptions {
  /** Replays events after this `seq`. Absent: only new events. */
  since?: number;
  types?: readonly JournalEvent["type"][];
  /** Conversation id. */
  conversation?: string;
  agent?: string;
  /** Ends the iteration, which then returns without an error. */
  signal?: AbortSignal;
  onConnection?: (state: ConnectionState) => void;
  /** Milliseconds without a connection after which the iteration throws; default: never. */
  giveUpAfterMs?: number;
}

export interface EventDeps {
  transport: Transport;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  /** Milliseconds; only differences count. */
  now: () => number;
  /** Milliseconds without any data after which the connection counts as dead; default 45 s. */
  silenceMs?: number;
}

/** The state of an iteration between two connections. */
interface Position {
  last: number | undefined;
  opened: boolean;
  gap: boolean;
  failures: number;
  lostAt: number;
}

/**
 * Yields journal events as they happen. Throws when the first connection fails; later ones are retried.
 *
 * @throws AppError `DAEMON_UNREACHABLE`, `UNAUTHORIZED` and other refusals that are not retryable
 */
export async function* streamEvents(deps: EventDeps, options: EventOptions): AsyncGenerator<JournalEvent> {
  const stop = options.signal ?? new AbortController().signal;
  const position: Position = { last: options.since, opened: false, gap: false, failures: 0, lostAt: 0 };
  while (!stop.aborted) {
    const connection = new AbortController();
    const onStop = (): void => connection.abort(stop.reason);
    stop.addEventListener("abort", onStop, { once: true });
    try {
      yield* readConnection(deps, options, { position, connection });
      throw unreachable(deps.transport.baseUrl, new Error("the stream ended"));
    } catch (error) {
      if (stop.aborted) return;
      const failure = isAppError(error) ? error : unreachable(deps.transport.baseUrl, error);
      const retryInMs = retryAfter(failure, { deps, options, position });
      options.onConnection?.({ state: "lost", error: failure, retryInMs });
      await pause(retryInMs, stop);
    } finally {
      stop.removeEventListener("abort", onStop);
      // Also reached when the caller leaves the loop. The connection must then close too.
      connection.abort();
    }
  }
}

async function* readConnection(
  deps: EventDeps,
  options: EventOptions,
  at: { position: Position; connection: AbortController },
): AsyncGenerator<JournalEvent> {
  const { position, connection } = at;
  options.onConnection?.({ state: "connecting", attempt: position.failures + 1 });
  const body = await connect(deps.transport, { ...options, signal: connection.signal }, position.last);
  // Without a position to resume from, events since the last connection may be missing.
  const gap = position.gap || (position.opened && position.last === undefined);
  options.onConnection?.({ state: "open", resumed: position.opened, gap });
  Object.assign(position, { opened: true, gap: false, failures: 0 });
  for await (const frame of readFrames(body, deps.silenceMs ?? SILENCE_MS, connection)) {
    const event = parseEvent(frame);
    if (event === undefined) {
      // The first frame contains the stream's position, so that even a reader that received no event can resume
      // without a gap.
      if (frame.event === "connected") position.last = parsePosition(frame.id) ?? position.last;
      continue;
    }
    if (event.seq !== undefined) {
      if (position.last !== undefined && event.seq <= position.last) continue;
      position.last = event.seq;
    }
    yield event;
  }
}

/** Milliseconds until the next attempt. Throws the failure when a retry cannot succeed. */
function retryAfter(
  failure: AppError,
  at: { deps: EventDeps; options: EventOptions; position: Position },
): number {
  const { deps, options, position } = at;
  if (failure.code === "EVENTS_PRUNED" && position.last !== undefined) {
    Object.assign(position, { last: undefined, gap: true });
    return 0;
  }
  if (!position.opened || !failure.retryable) throw failure;
  if (position.failures === 0) position.lostAt = deps.now();
  const away = deps.now() - position.lostAt;
  if (away >= (options.giveUpAfterMs ?? Number.POSITIVE_INFINITY)) throw failure;
  position.failures += 1;
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (position.failures - 1));
  return Math.round(full * (0.5 + deps.random() / 2));
}

async function connect(
  transport: Transport,
  options: EventOptions & { signal: AbortSignal },
  last: number | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const { types, conversation, agent, signal } = options;
  const response = await transport.open("eventStream", {
    query: { types: types?.join(","), conversation, agent, since: last },
    headers: {
      accept: "text/event-stream",
      ...(last === undefined ? {} : { "last-event-id": String(last) }),
    },
    signal,
  });
  if (!response.ok) throw await toRefusal(response, transport.baseUrl);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const { body } = response;
  if (!isStream || body === null) {
    await body?.cancel();
    throw foreignAnswer(transport.baseUrl);
  }
  return body;
}
