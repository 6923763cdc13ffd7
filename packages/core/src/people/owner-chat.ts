/**
 * The direct chat that gets what TinyAGI reports by itself: answers of schedules and heartbeats, the digest, trouble with
 * backups. It belongs to a paired owner; a guest or a member never gets a report, whatever the settings say. Decided
 * anew for each report, so that a revoked owner gets no more.
 */
import { CHANNELS, LOCAL_CHANNELS, type Settings, UNFETCHED_CHANNELS } from "@tinyagi/contracts";
import type { PairingRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** Owners that are looked at. */
const OWNERS_MAX = 1_000;

export type OwnerChat = Pick<PairingRow, "channel" | "sender" | "sender_id">;

/** @returns undefined when reports stay in the record: TinyOffice and `tinyagi conversation list` show them */
export function ownerChat(
  { pairings }: Pick<Store, "pairings">,
  { channels }: Pick<Settings, "channels">,
): OwnerChat | undefined {
  const { reports = "last", notify, enabled } = channels;
  if (reports === "none") return undefined;
  const isReached = ({ role, channel }: PairingRow): boolean =>
    role === "owner" && isServed(channel, enabled);
  if (reports === "last") return pairings.ownersByContact(OWNERS_MAX).find(isReached);
  const chosen = notify === undefined ? undefined : pairings.get(notify.channel, notify.senderId);
  return chosen?.state === "approved" && isReached(chosen) ? chosen : undefined;
}

/** Replies for a channel that is turned off would arrive all at once when it is turned on. */
export function isServed(channel: string, enabled: readonly string[]): boolean {
  if (UNFETCHED_CHANNELS.has(channel) || LOCAL_CHANNELS.has(channel)) return false;
  return !Object.hasOwn(CHANNELS, channel) || enabled.includes(channel);
}
