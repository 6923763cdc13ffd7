/** How a sender is named: by channel and the platform's id, or by name where a client sends no id. */

import type { SenderKey } from "@tinyagi/base";
import { parsePlatform } from "@tinyagi/contracts";
import type { Store } from "../store/store.js";

export type { SenderKey } from "@tinyagi/base";

export function toKey({ channel, senderId }: SenderKey): SenderKey {
  return { channel, senderId };
}

/** The key under which what belongs to a person is stored: default agent, sessions. */
export interface PersonKey {
  channel: string;
  senderKey: string;
}

/** The platform's id, or the name for clients that send no id. */
export function toSenderKey(sender: { senderId: string | null | undefined; sender: string }): string {
  return sender.senderId ?? `name:${sender.sender}`;
}

/**
 * The person behind a sender: the first one of the senders that the operator linked, else the sender. The first sender
 * thus keeps its sessions and its default when others are linked to it.
 */
export function toPersonKey(
  { pairings }: Pick<Store, "pairings">,
  from: { channel: string; senderId: string | null | undefined; sender: string },
): PersonKey {
  const first = typeof from.senderId === "string" ? pairings.firstOf(from.channel, from.senderId) : undefined;
  return first === undefined
    ? { channel: parsePlatform(from.channel), senderKey: toSenderKey(from) }
    : { channel: first.channel, senderKey: first.sender_id };
}

/** Whether two keys of {@link toPersonKey} name one person. */
export function isSamePerson(one: PersonKey, other: PersonKey): boolean {
  return one.channel === other.channel && one.senderKey === other.senderKey;
}
