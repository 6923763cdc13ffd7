/** What was written while nobody listened: it is read from the chats that may have an answer. */
import { missedMessages } from "./catch-up.js";
import type { ReceiverParts } from "./receiver-parts.js";
import { takeMessage } from "./take-message.js";

/** Places that are asked for missed messages: those with the newest ones. */
const PLACES_MAX = 40;
/** Older messages are not answered any more. */
const MISSED_MAX_MS = 7 * 86_400_000;

/** Messages from before the connection, in the order in which they were written. */
export async function readMissed(parts: ReceiverParts): Promise<void> {
  const { mark, groups, signal } = parts;
  const since = mark.since();
  if (since === undefined) return;
  const release = mark.hold(since + 1n);
  const after = toTimestamp(since);
  const places = [...mark.chats().toReversed().slice(0, PLACES_MAX), ...Object.keys(groups)];
  const found = await Promise.all(
    listPlaces(places).map((place) => missedMessages(parts, { ...place, after }, signal)),
  );
  const taken = found
    .flat()
    .sort((one, other) => (one.ts < other.ts ? -1 : 1))
    .map((message) => takeMessage(parts, message));
  await Promise.all(taken);
  release();
}

/** A thread, its direct chat, and listed channels; each once. */
function listPlaces(names: readonly string[]): { channel: string; thread?: string }[] {
  const places = new Map<string, { channel: string; thread?: string }>();
  for (const name of names) {
    const [channel = "", thread] = name.split("/");
    if (!/^[CDG][A-Z0-9]+$/.test(channel)) continue;
    if (thread !== undefined) places.set(name, { channel, thread });
    if (thread === undefined || channel.startsWith("D")) places.set(channel, { channel });
  }
  return [...places.values()];
}

/** Not older than what is still answered. */
function toTimestamp(number: bigint): string {
  const oldest = BigInt(Date.now() - MISSED_MAX_MS) * 1_000n;
  const digits = String(number < oldest ? oldest : number).padStart(16, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
