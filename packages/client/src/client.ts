/** The client: typed calls, the event stream, and "send and wait", over an injected or the global `fetch`. */
import type { ConversationDetail, JournalEvent, SendMessageBody } from "@tinyagi/contracts";
import type { Call, JsonRouteName, RawArguments } from "./call.js";
import { type EventOptions, streamEvents } from "./events.js";
import type { FetchLike } from "./http.js";
import { postInRoom, type RoomPost } from "./post.js";
import {
  type FollowOptions,
  followConversation,
  sendAndWait,
  type WaitOptions,
  type WaitResult,
} from "./send-and-wait.js";
import { createTransport } from "./transport.js";

const CALL_TIMEOUT_MS = 30_000;

export interface ClientOptions {
  /** E.g. `http://127.0.0.1:3777`. */
  baseUrl: string;
  /** The operator's token. TinyOffice omits it: its `fetch` adds the session of the page. */
  token?: string;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  /** Milliseconds for one call; default 30 s. Does not apply to the event stream. */
  timeoutMs?: number;
  /** Milliseconds without any data after which an event connection counts as dead; default 45 s. */
  silenceMs?: number;
  /** 0 ≤ x < 1; default `Math.random`. */
  random?: () => number;
  /** Milliseconds; default `performance.now`. */
  now?: () => number;
  /** Creates ids for messages sent without one; default `cli_` + a random UUID. */
  newMessageId?: () => string;
}

export interface Client {
  readonly baseUrl: string;
  /**
   * Calls a route of the table by its name.
   *
   * @throws AppError with the server's code and details, `DAEMON_UNREACHABLE` or `TIMED_OUT`
   */
  readonly call: Call;
  /** Journal events with automatic resume; see {@link EventOptions}. */
  readonly events: (options?: EventOptions) => AsyncIterable<JournalEvent>;
  /** Sends a message and waits until its conversation has ended. */
  readonly sendAndWait: (body: SendMessageBody, options?: WaitOptions) => Promise<WaitResult>;
  /** Posts in a room, once also when an answer is lost. */
  readonly post: (post: RoomPost) => Promise<void>;
  /** Waits for a conversation that was accepted before. */
  readonly followConversation: (id: string, options?: FollowOptions) => Promise<ConversationDetail>;
}

/** Creates a client. It sends nothing before the first call. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport({
    baseUrl: options.baseUrl,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: options.timeoutMs ?? CALL_TIMEOUT_MS,
    ...(options.token === undefined ? {} : { token: options.token }),
  });
  const eventDeps = {
    transport,
    random: options.random ?? Math.random,
    now: options.now ?? (() => performance.now()),
    ...(options.silenceMs === undefined ? {} : { silenceMs: options.silenceMs }),
  };
  // The caller's arguments are type-checked by `Call`. Below it they are plain data.
  const call = ((name: JsonRouteName, args: RawArguments = {}) => transport.request(name, args)) as Call;
  const events = (eventOptions: EventOptions = {}): AsyncIterable<JournalEvent> =>
    streamEvents(eventDeps, eventOptions);
  const newMessageId = options.newMessageId ?? (() => `cli_${crypto.randomUUID()}`);
  return {
    baseUrl: transport.baseUrl,
    call,
    events,
    sendAndWait: (body, waitOptions) => sendAndWait({ call, events, newMessageId }, body, waitOptions),
    post: (post) => postInRoom({ call, newMessageId }, post),
    followConversation: (id, followOptions) =>
      followConversation({ call, events, newMessageId }, id, followOptions),
  };
}
