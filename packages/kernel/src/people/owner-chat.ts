/**
 * The direct chat that gets what TinyAGI reports by itself: answers of schedules and heartbeats, the digest, trouble with
 * backups. It belongs to a paired owner; a guest or a member never gets a report, whatever the settings say. Decided
 * anew for each report, so that a revoked owner gets no more.
 */
import {
  botChannel,
  CHANNELS,
  channelSteps,
  LOCAL_CHANNELS,
  listSecretKeys,
  parseBot,
  parsePlatform,
  type Settings,
  UNFETCHED_CHANNELS,
} from "@tinyagi/contracts";
import type { PairingRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** Approved senders that are looked at. */
const SENDERS_MAX = 10_000;

export type OwnerChat = Pick<PairingRow, "channel" | "sender" | "sender_id">;

/** Which bots there are. */
export interface Bots extends Pick<Settings, "channels"> {
  /** Platforms whose own bot has its key outside the settings. */
  readonly ownBots?: ReadonlySet<string> | undefined;
}

/**
 * The channel on which a sender is reached: that of the bot to which they wrote last; if it is no more, the platform's own
 * bot, else any other. Nobody fetches the replies of a bot that is not in the settings.
 */
export function reachedOn(
  { channel, bot }: Pick<PairingRow, "channel" | "bot">,
  { channels, ownBots }: Bots,
): string {
  if (!Object.hasOwn(CHANNELS, channel)) return bot === null ? channel : botChannel(channel, bot);
  const { bots, ...own } = toPart(channels, channel);
  const names = Object.keys(bots ?? {});
  const [first] = names;
  if (first === undefined) return channel;
  if (bot !== null && names.includes(bot)) return botChannel(channel, bot);
  return ownBots?.has(channel) || hasKey(channel, own) ? channel : botChannel(channel, first);
}

/** The same for a sender that the settings or an event name. */
export function reachedAt(
  { pairings }: Pick<Store, "pairings">,
  { channel, senderId }: { channel: string; senderId: string },
  bots: Bots,
): string {
  const bot = parseBot(channel) ?? pairings.get(channel, senderId)?.bot ?? null;
  return reachedOn({ channel: parsePlatform(channel), bot }, bots);
}

function toPart(channels: Readonly<Record<string, unknown>>, channel: string): { bots?: object } {
  return (Object.hasOwn(channels, channel) ? channels[channel] : undefined) ?? {};
}

/** A platform without a token needs no key. */
function hasKey(channel: string, own: Readonly<Record<string, unknown>>): boolean {
  return (
    channelSteps(channel)?.token === undefined || listSecretKeys(channel).some((key) => Boolean(own[key]))
  );
}

/** @returns undefined when reports stay in the record: TinyOffice and `tinyagi conversation list` show them */
export function ownerChat({ pairings }: Pick<Store, "pairings">, bots: Bots): OwnerChat | undefined {
  const { channels } = bots;
  const { reports = "last", notify, enabled } = channels;
  if (reports === "none") return undefined;
  const isReached = ({ role, channel }: PairingRow): boolean =>
    role === "owner" && isServed(channel, enabled);
  const toChat = (row: PairingRow): OwnerChat => ({ ...row, channel: reachedOn(row, bots) });
  if (reports === "last") {
    const last = lastFirst(pairings.list("approved", null, SENDERS_MAX)).find(isReached);
    return last && toChat(last);
  }
  const chosen = notify === undefined ? undefined : pairings.get(notify.channel, notify.senderId);
  return chosen?.state === "approved" && isReached(chosen) ? toChat(chosen) : undefined;
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
  const platform = parsePlatform(channel);
  return !Object.hasOwn(CHANNELS, platform) || enabled.includes(platform);
}
