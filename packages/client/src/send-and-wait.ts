/**
 * Sends a message and waits until its conversation ends. The stream is open before the message is sent, and the
 * conversation's state is read after every (re)connect, so that no end is missed. A send whose response was lost is
 * repeated with the same message id, so that the message is accepted once.
 */
import {
  AppError,
  type ConversationDetail,
  isAppError,
  type JournalEvent,
  type RouteOutput,
  type SendMessageBody,
} from "@tinyagi/contracts";
import type { Call } from "./call.js";
import { pause, startDeadline } from "./deadline.js";
import type { ConnectionState, EventOptions } from "./events.js";
import { sendAgain } from "./send-again.js";

/** The default time limit of a conversation, so that no conversation within its limit is abandoned. */
const WAIT_LIMIT_MS = 6 * 3_600_000;
/** A daemon restarts in seconds. One that is unreachable for this long needs a person. */
const GIVE_UP_AFTER_MS = 5 * 60_000;
const LOOK_RETRY_MS = 500;
/** How long to wait for the last events of an ended conversation, for `onEvent`. */
const LAST_EVENTS_MS = 250;
/** Most events kept before the send is answered. Beyond this the oldest are dropped. */
const HELD_EVENTS = 10_000;

export type MessageAccepted = RouteOutput<"sendMessage">;

export interface FollowOptions {
  /** Milliseconds for the whole wait; default 6 h. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Called for each event of this conversation, in order. */
  onEvent?: (event: JournalEvent) => void;
  /** Called with the conversation's state after a reconnect that may have missed events. */
  onSnapshot?: (conversation: ConversationDetail) => void;
  onConnection?: (state: ConnectionState) => void;
}

export interface WaitOptions extends FollowOptions {
  /** Called once, when the message is durable. */
  onAccepted?: (accepted: MessageAccepted) => void;
}

export interface WaitResult {
  accepted: MessageAccepted;
  /** The ended conversation with messages, runs and replies. */
  conversation: ConversationDetail;
  replies: ConversationDetail["replies"];
}

export interface WaitDeps {
  call: Call;
  events: (options: EventOptions) => AsyncIterable<JournalEvent>;
  newMessageId: () => string;
}

/**
 * @throws AppError `TIMED_OUT` (its details contain the id of the conversation, which continues),
 * `DAEMON_UNREACHABLE`, or the refusal of the message; the signal's reason when it was aborted
 */
export async function sendAndWait(
  deps: WaitDeps,
  body: SendMessageBody,
  options: WaitOptions = {},
): Promise<WaitResult> {
  let accepted: MessageAccepted | undefined;
  const conversation = await untilEnded(deps, options, async (signal) => {
    accepted = await sendOnce(deps, body, signal);
    if (accepted.pairing !== undefined)
      throw new AppError("FORBIDDEN", "The sender is not approved. See `tinyagi pairing list`.");
    options.onAccepted?.(accepted);
    return accepted.conversationId;
  });
  if (accepted === undefined) throw new Error("a conversation has ended before it was accepted");
  return { accepted, conversation, replies: conversation.replies };
}

/**
 * Waits for a conversation that was accepted before; returns at once when it has ended.
 *
 * @throws AppError as `sendAndWait` does, and `NOT_FOUND`
 */
export function followConversation(
  deps: WaitDeps,
  id: string,
  options: FollowOptions = {},
): Promise<ConversationDetail> {
  return untilEnded(deps, options, () => Promise.resolve(id));
}

/** @param begin says which conversation it is; the stream is open by then, so that no event is missed */
async function untilEnded(
  deps: WaitDeps,
  options: FollowOptions,
  begin: (signal: AbortSignal) => Promise<string>,
): Promise<ConversationDetail> {
  const deadline = startDeadline(options.signal, options.timeoutMs ?? WAIT_LIMIT_MS);
  const follow = startFollow(deps, options, deadline.signal);
  try {
    await follow.opened;
    follow.begin(await begin(deadline.signal));
    return await follow.ended;
  } catch (error) {
    if (!deadline.expired()) throw error;
    const id = follow.conversationId();
    const message =
      id === undefined
        ? "TinyAGI did not accept the message in time"
        : "no complete answer in time; the conversation continues";
    throw new AppError("TIMED_OUT", message, {
      details: id === undefined ? [] : [{ path: "conversationId", message: id }],
      cause: error,
    });
  } finally {
    follow.stop();
    deadline.end();
  }
}

/** Follows the stream, from before the send until the conversation has ended. */
interface Follow {
  /** Resolves when the stream is open. No event after that is missed. */
  opened: Promise<void>;
  /** Sets the conversation to watch and delivers its events so far. */
  begin: (conversationId: string) => void;
  ended: Promise<ConversationDetail>;
  conversationId: () => string | undefined;
  stop: () => void;
}

function startFollow(deps: WaitDeps, options: FollowOptions, signal: AbortSignal): Follow {
  const finish = new AbortController();
  const opened = deferred<void>();
  const ended = deferred<ConversationDetail>();
  const held: JournalEvent[] = [];
  let id: string | undefined;
  let closeSeen = false;
  const fail = (error: unknown): void => {
    opened.reject(error);
    ended.reject(error);
  };
  const look = (snapshot: boolean): void => {
    if (id === undefined) return;
    lookAt(deps.call, id, finish.signal).then((conversation) => {
      if (conversation === undefined) return;
      if (snapshot) options.onSnapshot?.(conversation);
      if (conversation.status === "open") return;
      if (closeSeen) ended.resolve(conversation);
      else void pause(LAST_EVENTS_MS, finish.signal).then(() => ended.resolve(conversation));
    }, fail);
  };
  const take = (event: JournalEvent): void => {
    if (event.conversationId !== id) return;
    options.onEvent?.(event);
    // A cancelled conversation may have ended without a reply. Reading its state costs one call.
    if (event.type === "message.cancelled") look(false);
    if (event.type !== "conversation.closed") return;
    closeSeen = true;
    look(false);
  };
  const onConnection = (state: ConnectionState): void => {
    options.onConnection?.(state);
    if (state.state !== "open") return;
    opened.resolve();
    if (state.resumed) look(state.gap);
  };
  const pump = async (): Promise<void> => {
    const stream = deps.events({ signal: finish.signal, giveUpAfterMs: GIVE_UP_AFTER_MS, onConnection });
    for await (const event of stream) {
      if (id !== undefined) take(event);
      else if (held.push(event) > HELD_EVENTS) held.shift();
    }
  };
  const onAbort = (): void => {
    fail(signal.reason);
    finish.abort(signal.reason);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  pump().catch(fail);
  return {
    opened: opened.promise,
    ended: ended.promise,
    conversationId: () => id,
    begin: (conversationId) => {
      id = conversationId;
      for (const event of held.splice(0)) take(event);
      look(false);
    },
    stop: () => {
      signal.removeEventListener("abort", onAbort);
      finish.abort();
    },
  };
}

/** Reads the conversation, with retries; undefined when the signal has aborted. */
async function lookAt(call: Call, id: string, signal: AbortSignal): Promise<ConversationDetail | undefined> {
  while (!signal.aborted) {
    try {
      return await call("getConversation", { params: { id }, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      // Giving up here would miss the end of the conversation. The deadline limits the attempts.
      if (!isAppError(error) || !error.retryable) throw error;
      await pause(LOOK_RETRY_MS, signal);
    }
  }
  return undefined;
}

/** Sends until the server answers. A repeat finds the message that was accepted although its response was lost. */
async function sendOnce(
  deps: WaitDeps,
  body: SendMessageBody,
  signal: AbortSignal,
): Promise<MessageAccepted> {
  const message = { ...body, messageId: body.messageId ?? deps.newMessageId() };
  return sendAgain(
    {
      send: () => deps.call("sendMessage", { body: message, signal }),
      find: () => findAccepted(deps.call, message, signal),
    },
    signal,
  );
}

async function findAccepted(
  call: Call,
  message: { messageId: string; channel?: string | null | undefined },
  signal: AbortSignal,
): Promise<MessageAccepted> {
  const found = await call("listConversations", { query: { messageId: message.messageId }, signal });
  // Message ids are unique per channel only.
  const own = found.find((one) => one.channel === (message.channel ?? "api"));
  if (own === undefined)
    throw new AppError("NOT_FOUND", "The message was accepted but cannot be found. See `tinyagi runs`.");
  const detail = await call("getConversation", { params: { id: own.id }, signal });
  const agents = [
    ...new Set(detail.messages.filter((row) => row.fromAgent === null).map((row) => row.agent)),
  ];
  return { ok: true, messageId: own.messageId, conversationId: own.id, agents };
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Callers still see the rejection. Without this, a rejection after the wait would end the process.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
