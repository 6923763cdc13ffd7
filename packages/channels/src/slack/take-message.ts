/** Messages of people and their changes. Each message is handed in once, in the order of its chat. */
import type { z } from "zod";
import type { IncomingMessage } from "../adapter/incoming.js";
import type { changeSchema, SlackMessage } from "./envelope.js";
import { isOfPerson, type Known, toIncoming, toKey, toThread } from "./incoming.js";
import type { ReceiverParts } from "./receiver-parts.js";

const THREADS_MAX = 1_000;
const TAKEN_MAX = 1_000;

/** Resolves when TinyAGI took it. Names are asked for in order; the next message does not wait for the end of this one. */
export function takeMessage(parts: ReceiverParts, message: SlackMessage): Promise<void> {
  const { botId, underWay, takenAs, mark } = parts;
  if (!isOfPerson(message, botId)) return Promise.resolve();
  const key = toKey(message);
  const known = underWay.get(key);
  if (known !== undefined) return known;
  // A delivery that is repeated is of the same type: TinyAGI knows what it took.
  if ((takenAs.get(key) ?? message.type) !== message.type) return Promise.resolve();
  const release = mark.hold(toNumber(message.ts));
  const taken = handing(parts, message, {}).then(release);
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

function handing(parts: ReceiverParts, message: Known, more: Pick<IncomingMessage, "edits">): Promise<void> {
  return inOrder(parts, message.channel, async () => {
    const incoming = await toIncoming(message, parts.reader);
    return incoming === undefined
      ? undefined
      : () => handIn(parts, { ...incoming, ...more }, toThread(message));
  });
}

/** A preview that Slack adds changes a message, too: then no word of the person changed. */
export function takeChange(
  parts: ReceiverParts,
  { channel, message, previous_message: before }: z.infer<typeof changeSchema>,
): Promise<void> {
  const changed: SlackMessage = { ...message, channel };
  if (before?.text === changed.text || !isOfPerson(changed, parts.botId)) return Promise.resolve();
  return handing(parts, changed, { edits: true });
}

/** `prepare` runs after that of the chat's earlier messages, and what it returns begins in the same order. */
export async function inOrder(
  { lanes }: ReceiverParts,
  channel: string,
  prepare: () => Promise<(() => Promise<void>) | undefined>,
): Promise<void> {
  const { ended } = await lanes.run(channel, async () => {
    const begin = await prepare();
    return { ended: begin?.() };
  });
  await ended;
}

async function handIn(
  { events, mark, threads }: ReceiverParts,
  message: IncomingMessage,
  thread: string,
): Promise<void> {
  if (message.addressed) keep(threads, thread, THREADS_MAX);
  if (await events.message(message)) mark.remember(thread);
}

/** A time stamp of Slack as a number. */
function toNumber(ts: string): bigint {
  return BigInt(ts.replace(".", ""));
}

/** Adds a name, and drops the oldest one when there are too many. */
function keep(names: Set<string>, name: string, max: number): void {
  names.delete(name);
  names.add(name);
  const [oldest] = names;
  if (names.size > max && oldest !== undefined) names.delete(oldest);
}
