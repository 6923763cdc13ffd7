/** Messages of people and their changes, in the order of their chat. */
import { type DiscordMessage, toIncoming } from "./incoming.js";
import type { ReceiverParts } from "./receiver-parts.js";

/** Messages of this process that are remembered, so that the history and the gateway do not deliver one twice. */
const RECENT_MAX = 2_000;

/** Hands a message over. @param release called when TinyAGI took it */
export function take(parts: ReceiverParts, message: DiscordMessage, release: () => void): void {
  const { events, mark, openChats, reader, recent } = parts;
  const incoming = toIncoming(message, reader);
  keep(recent, message.id);
  if (incoming === undefined) {
    release();
    return;
  }
  const { id: chatId } = incoming.ref.chat;
  if (incoming.kind === "direct") openChats.add(chatId);
  events.message(incoming).then(
    (isTaken) => {
      if (isTaken && incoming.kind === "direct") mark.remember(chatId);
      release();
    },
    // The channel stops: the next process reads it again.
    () => {},
  );
}

/** A message that the gateway delivers. */
export function takeNew(parts: ReceiverParts, message: DiscordMessage): void {
  const { mark, lanes, fromHistory } = parts;
  const release = mark.hold(BigInt(message.id));
  void lanes.run(message.channel_id, async () => {
    if (fromHistory.delete(message.id)) release();
    else take(parts, message, release);
  });
}

/** Only while connected: one that was missed with its change is read as it is now. */
export function takeChange({ lanes, reader, events }: ReceiverParts, message: DiscordMessage): void {
  // Discord reports a preview of a link in the same way.
  if (typeof message.edited_timestamp !== "string") return;
  void lanes.run(message.channel_id, async () => {
    const incoming = toIncoming(message, reader);
    // Rejects only when the channel stops: nobody waits for a change.
    if (incoming !== undefined) events.message({ ...incoming, edits: true }).catch(() => {});
  });
}

/** Adds an id, and drops the oldest one when there are too many. */
export function keep(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > RECENT_MAX && oldest !== undefined) ids.delete(oldest);
}
