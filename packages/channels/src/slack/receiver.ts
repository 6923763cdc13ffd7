/**
 * From what Slack delivers to messages of people. Guarantees: an envelope is acknowledged when TinyAGI took what is in it;
 * messages of a chat stay in order; one that comes twice, as an event of the chat and as a mention, is taken once.
 */

import type { z } from "zod";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import type { IncomingMessage } from "../adapter/incoming.js";
import { createLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { Groups } from "../inbound/group-policy.js";
import type { ReadMark } from "../inbound/read-mark.js";
import type { FileSource } from "./attachments.js";
import { missedMessages } from "./catch-up.js";
import {
  changeSchema,
  commandSchema,
  type Envelope,
  eventSchema,
  messageSchema,
  pressSchema,
  type SlackMessage,
} from "./envelope.js";
import {
  commandOf,
  incomingOf,
  isOfPerson,
  type Known,
  keyOf,
  pressOf,
  type Reader,
  threadOf,
} from "./incoming.js";
import { createNames } from "./names.js";

const THREADS_MAX = 1_000;
const TAKEN_MAX = 1_000;
/** Places that are asked for missed messages: those with the newest ones. */
const PLACES_MAX = 40;
const NOTE_MAX_CHARS = 3_000;
/** Older messages are not answered any more. */
const MISSED_MAX_MS = 7 * 86_400_000;

export interface ReceiverOptions extends FileSource {
  readonly events: AdapterEvents;
  readonly mark: ReadMark;
  readonly groups: Groups;
  readonly botId: string;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Receiver {
  take(envelope: Envelope, acknowledge: () => void): void;
  /** There is a connection again: what came meanwhile is read. */
  catchUp(): void;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { calls, events, mark, botId, log, signal } = options;
  const names = createNames(calls);
  const lanes = createLanes();
  /** A mention comes twice: as an event of the chat, and as one of the app. */
  const underWay = new Map<string, Promise<void>>();
  /** Threads of approved people, also of those who wrote before a restart. */
  const threads = new Set(mark.chats());
  /** As what a message was taken, for a mention that comes after its message, or before it. */
  const takenAs = new Map<string, SlackMessage["type"]>();
  const reader: Reader = {
    ...options,
    threads,
    nameOf: (id) => names.person(id, signal),
    channelName: (id) => names.channel(id, signal),
  };

  async function handIn(message: IncomingMessage, thread: string): Promise<void> {
    if (message.addressed) keep(threads, thread, THREADS_MAX);
    if (await events.message(message)) mark.remember(thread);
  }

  /** Resolves when TinyAGI took it. Names are asked for in order; the next message does not wait for the end of this one. */
  function takeMessage(message: SlackMessage): Promise<void> {
    if (!isOfPerson(message, botId)) return Promise.resolve();
    const key = keyOf(message);
    const known = underWay.get(key);
    if (known !== undefined) return known;
    // A delivery that is repeated is of the same type: TinyAGI knows what it took.
    if ((takenAs.get(key) ?? message.type) !== message.type) return Promise.resolve();
    const release = mark.hold(numberOf(message.ts));
    const taken = handing(message, {}).then(release);
    underWay.set(key, taken);
    taken.then(
      () => {
        underWay.delete(key);
        takenAs.set(key, message.type);
        const [oldest] = takenAs.keys();
        if (takenAs.size > TAKEN_MAX && oldest !== undefined) takenAs.delete(oldest);
      },
      // Slack delivers it again, or the next process reads it.
      () => underWay.delete(key),
    );
    return taken;
  }

  function handing(message: Known, more: Pick<IncomingMessage, "edits">): Promise<void> {
    return started(message.channel, async () => {
      const incoming = await incomingOf(message, reader);
      return incoming === undefined ? undefined : () => handIn({ ...incoming, ...more }, threadOf(message));
    });
  }

  /** A preview that Slack adds changes a message, too: then no word of the person changed. */
  function takeChange({
    channel,
    message,
    previous_message: before,
  }: z.infer<typeof changeSchema>): Promise<void> {
    const changed: SlackMessage = { ...message, channel };
    if (before?.text === changed.text || !isOfPerson(changed, botId)) return Promise.resolve();
    return handing(changed, { edits: true });
  }

  /** `prepare` runs after that of the chat's earlier messages, and what it returns begins in the same order. */
  async function started(
    channel: string,
    prepare: () => Promise<(() => Promise<void>) | undefined>,
  ): Promise<void> {
    const { ended } = await lanes.run(channel, async () => {
      const begin = await prepare();
      return { ended: begin?.() };
    });
    await ended;
  }

  async function takePress(payload: unknown): Promise<void> {
    const { data } = pressSchema.safeParse(payload);
    const press = data === undefined ? undefined : await pressOf(data, reader);
    if (press === undefined) return;
    const note = await events.press(press);
    if (note === undefined || note === "") return;
    const { chat } = press.ref;
    await calls
      .call({ what: "the answer to a press", signal }, (api) =>
        api.chat.postEphemeral({
          channel: chat.id,
          user: press.sender.id,
          text: "",
          blocks: [{ type: "section", text: { type: "plain_text", text: note.slice(0, NOTE_MAX_CHARS) } }],
          ...(chat.thread === undefined ? {} : { thread_ts: chat.thread }),
        }),
      )
      // Decoration: what the person did has reached TinyAGI.
      .catch(() => {});
  }

  async function takeCommand(payload: unknown): Promise<void> {
    const { data } = commandSchema.safeParse(payload);
    if (data === undefined) return;
    await started(data.channel_id, async () => {
      const message = await commandOf(data, reader);
      return message === undefined ? undefined : async () => void (await events.message(message));
    });
  }

  function takeEvent(payload: unknown): Promise<void> {
    const event = eventSchema.safeParse(payload).data?.event;
    const change = changeSchema.safeParse(event).data;
    if (change !== undefined) return takeChange(change);
    const { data } = messageSchema.safeParse(event);
    return data === undefined ? Promise.resolve() : takeMessage(data);
  }

  async function readMissed(): Promise<void> {
    const since = mark.since();
    if (since === undefined) return;
    const release = mark.hold(since + 1n);
    const after = timestampOf(since);
    const places = [...mark.chats().toReversed().slice(0, PLACES_MAX), ...Object.keys(options.groups)];
    const found = await Promise.all(
      placesOf(places).map((place) => missedMessages(options, { ...place, after }, signal)),
    );
    const taken = found
      .flat()
      .sort((one, other) => (one.ts < other.ts ? -1 : 1))
      .map(takeMessage);
    await Promise.all(taken);
    release();
  }

  return {
    take({ type, payload }, acknowledge) {
      const take = { events_api: takeEvent, interactive: takePress, slash_commands: takeCommand }[type];
      if (type !== "events_api") {
        // A person waits for the answer, and a press that is repeated would count twice.
        acknowledge();
      }
      take(payload).then(acknowledge, () => {
        if (!signal.aborted) log("warn", "something was not taken; Slack delivers it again", { type });
      });
    },
    catchUp() {
      readMissed().catch((error: unknown) => {
        if (!signal.aborted) log("error", "missed messages were not read", { error: String(error) });
      });
    },
  };
}

/** A thread, its direct chat, and listed channels; each once. */
function placesOf(names: readonly string[]): { channel: string; thread?: string }[] {
  const places = new Map<string, { channel: string; thread?: string }>();
  for (const name of names) {
    const [channel = "", thread] = name.split("/");
    if (!/^[CDG][A-Z0-9]+$/.test(channel)) continue;
    if (thread !== undefined) places.set(name, { channel, thread });
    if (thread === undefined || channel.startsWith("D")) places.set(channel, { channel });
  }
  return [...places.values()];
}

function numberOf(ts: string): bigint {
  return BigInt(ts.replace(".", ""));
}

/** Not older than what is still answered. */
function timestampOf(number: bigint): string {
  const oldest = BigInt(Date.now() - MISSED_MAX_MS) * 1_000n;
  const digits = String(number < oldest ? oldest : number).padStart(16, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Adds a name, and drops the oldest one when there are too many. */
function keep(names: Set<string>, name: string, max: number): void {
  names.delete(name);
  names.add(name);
  const [oldest] = names;
  if (names.size > max && oldest !== undefined) names.delete(oldest);
}
