/**
 * The event stream as an async iterable. Guarantees: after a lost connection it resumes behind the last event it
 * handed out, without gap or repeat; where the server no longer has those events it says so (`gap`) instead of
 * staying silent. Must never buffer without bound: the reader's pace is the connection's.
 */
import { type AppError, isAppError, type JournalEvent } from "@tinyagi/contracts";
import { pause } from "./deadline.js";
import { foreignAnswer, refusalOf, unreachable } from "./failure.js";
import { parseEvent, positionOf, readFrames } from "./frames.js";
import type { Transport } from "./transport.js";

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;
/** The server comments every 15 s; three missed ones mean a connection that is dead and does not know it. */
const SILENCE_MS = 45_000;

export type ConnectionState =
  | { state: "connecting"; attempt: number }
  /** `resumed`: an earlier connection existed. `gap`: events may be missing since then: read the state anew. */
  | { state: "open"; resumed: boolean; gap: boolean }
  | { state: "lost"; error: AppError; retryInMs: number };

export interface EventOptions {
  /** Replay what came after this `seq`; absent = from now on. */
  since?: number;
  types?: readonly JournalEvent["type"][];
  /** Conversation id. */
  conversation?: string;
  agent?: string;
  /** Ends the iteration (it returns, it does not throw). */
  signal?: AbortSignal;
  onConnection?: (state: ConnectionState) => void;
  /** Milliseconds without any connection after which the iteration throws; default: never gives up. */
  giveUpAfterMs?: number;
}

export interface EventDeps {
  transport: Transport;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  /** Milliseconds; only differences count. */
  now: () => number;
  /** Milliseconds without a byte before the connection counts as dead; default 45 s. */
  silenceMs?: number;
}

/** Where an iteration stands between two connections. */
interface Position {
  last: number | undefined;
  opened: boolean;
  gap: boolean;
  failures: number;
  lostAt: number;
}

/**
 * Journal events as they happen. The first connection must succeed (else it throws); later ones are retried.
 * @throws AppError `DAEMON_UNREACHABLE`, `UNAUTHORIZED` and other refusals that a retry cannot heal
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
      // Also reached when the reader leaves the loop: the connection must not outlive it.
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
  // Without a position to resume from, whatever happened while we were away is unknown.
  const gap = position.gap || (position.opened && position.last === undefined);
  options.onConnection?.({ state: "open", resumed: position.opened, gap });
  Object.assign(position, { opened: true, gap: false, failures: 0 });
  for await (const frame of readFrames(body, deps.silenceMs ?? SILENCE_MS, connection)) {
    const event = parseEvent(frame);
    if (event === undefined) {
      // The first frame tells where the stream stands: with it, even a reader that saw nothing resumes without gap.
      if (frame.event === "connected") position.last = positionOf(frame.id) ?? position.last;
      continue;
    }
    if (event.seq !== undefined) {
      if (position.last !== undefined && event.seq <= position.last) continue;
      position.last = event.seq;
    }
    yield event;
  }
}

/** Milliseconds until the next try; throws the failure when trying again cannot help. */
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
  if (!response.ok) throw await refusalOf(response);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (!isStream || response.body === null) {
    await response.body?.cancel();
    throw foreignAnswer(transport.baseUrl);
  }
  return response.body;
}
