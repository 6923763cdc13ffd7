/**
 * The direct chat that gets what TinyAGI reports by itself: answers of schedules and heartbeats, the digest, trouble with
 * backups. It belongs to a paired owner; a guest or a member never gets a report, whatever the settings say. Decided
 * anew for each report, so that a revoked owner gets no more.
 */
import {
  botChannel,
  CHANNELS,
  LOCAL_CHANNELS,
  platformOf,
  type Settings,
  UNFETCHED_CHANNELS,
} from "@tinyagi/contracts";
import type { PairingRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** Approved senders that are looked at. */
const SENDERS_MAX = 10_000;

export type OwnerChat = Pick<PairingRow, "channel" | "sender" | "sender_id">;

/** The channel on which a sender is reached: that of the bot to which they wrote last. */
export function reachedOn({ channel, bot }: Pick<PairingRow, "channel" | "bot">): string {
  return bot === null ? channel : botChannel(channel, bot);
}

/** @returns undefined when reports stay in the record: TinyOffice and `tinyagi conversation list` show them */
export function ownerChat(
  { pairings }: Pick<Store, "pairings">,
  { channels }: Pick<Settings, "channels">,
): OwnerChat | undefined {
  const { reports = "last", notify, enabled } = channels;
  if (reports === "none") return undefined;
  const isReached = ({ role, channel }: PairingRow): boolean =>
    role === "owner" && isServed(channel, enabled);
  const chatOf = (row: PairingRow): OwnerChat => ({ ...row, channel: reachedOn(row) });
  if (reports === "last") {
    const last = lastFirst(pairings.list("approved", null, SENDERS_MAX)).find(isReached);
    return last && chatOf(last);
  }
  const chosen = notify === undefined ? undefined : pairings.get(notify.channel, notify.senderId);
  return chosen?.state === "approved" && isReached(chosen) ? chatOf(chosen) : undefined;
}

/** Who was allowed before the first message, and has not written since, has no chat with the bot yet. */
function lastFirst(approved: readonly PairingRow[]): PairingRow[] {
  return approved
    .filter(({ created_at: since, last_seen_at: seen, approved_at: at }) => seen !== since || at !== since)
    .sort((a, b) => b.last_seen_at - a.last_seen_at || b.id - a.id);
}

/** Replies for a channel that is turned off would arrive all at once when it is turned on. */
export function isServed(channel: string, enabled: readonly string[]): boolean {
  if (UNFETCHED_CHANNELS.has(channel) || LOCAL_CHANNELS.has(channel)) return false;
  const platform = platformOf(channel);
  return !Object.hasOwn(CHANNELS, platform) || enabled.includes(platform);
}
