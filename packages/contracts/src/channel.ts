/**
 * The channels that TinyAGI knows by name: where conversations come from and who reads their replies. A channel that is
 * not in this table may exist: its replies wait in the outbox for a client with its token.
 */

import type { SenderRole } from "./role.js";

/** What every row of {@link CHANNELS} says. */
interface ChannelRow {
  /** Whether a client must fetch its replies from the outbox. If not, they are read from the record and expire. */
  readonly fetched: boolean;
  /** Whether a person reads its conversations, so that a run may write to that person before its answer. */
  readonly read: boolean;
  /** Whether strangers can write on it, so that an unknown sender is never an owner. */
  readonly open: boolean;
  /** The role of a conversation whose sender has none: on a local channel, only the operator or what it set up writes. */
  readonly role: SenderRole;
  /** Whether no person wrote what comes from it. */
  readonly background?: true;
}

export const CHANNELS = {
  discord: { fetched: true, read: true, open: true, role: "member" },
  telegram: { fetched: true, read: true, open: true, role: "member" },
  whatsapp: { fetched: true, read: true, open: true, role: "member" },
  slack: { fetched: true, read: true, open: true, role: "member" },
  email: { fetched: true, read: true, open: true, role: "member" },
  api: { fetched: false, read: true, open: false, role: "owner" },
  cli: { fetched: false, read: true, open: false, role: "owner" },
  web: { fetched: false, read: true, open: false, role: "owner" },
  mcp: { fetched: false, read: true, open: false, role: "owner" },
  webhook: { fetched: false, read: true, open: false, role: "owner" },
  schedule: { fetched: false, read: false, open: false, role: "owner", background: true },
  heartbeat: { fetched: false, read: false, open: false, role: "owner", background: true },
  chatroom: { fetched: false, read: false, open: false, role: "owner" },
  task: { fetched: false, read: false, open: false, role: "owner" },
} as const satisfies Readonly<Record<string, ChannelRow>>;

/** The chat platforms: a table that has a row for each of them is complete, or the types refuse it. */
export type PlatformName = {
  [Name in keyof typeof CHANNELS]: (typeof CHANNELS)[Name]["fetched"] extends true ? Name : never;
}[keyof typeof CHANNELS];

/** Between the name of a platform and that of one of its further bots: `telegram.coder`. */
const BOT_SEPARATOR = ".";

/** The name of the channel of a bot beside a platform's own one. @param bot its name in `channels.<platform>.bots` */
export function botChannel(platform: string, bot: string): string {
  return `${platform}${BOT_SEPARATOR}${bot}`;
}

/**
 * The platform of a channel: its own name, but for a bot such as `telegram.coder`. A person has one id on all bots of a
 * platform, so that approvals, roles and links belong to the platform.
 */
export function parsePlatform(channel: string): string {
  const end = channel.indexOf(BOT_SEPARATOR);
  return end === -1 ? channel : channel.slice(0, end);
}

/** The name of the bot of a channel; undefined for a platform's own bot. */
export function parseBot(channel: string): string | undefined {
  const end = channel.indexOf(BOT_SEPARATOR);
  return end === -1 ? undefined : channel.slice(end + 1);
}

/** Where the settings keep a channel: `channels.telegram`, or `channels.telegram.bots.coder` of a further bot. */
export function toSettingsPath(channel: string): string[] {
  const bot = parseBot(channel);
  return ["channels", parsePlatform(channel), ...(bot === undefined ? [] : ["bots", bot])];
}

const rows = Object.entries(CHANNELS);
/**
 * Channels on which only the operator writes, so that nobody has to be paired. Every other name, also an unknown one, is
 * a channel on which strangers can write.
 */
export const LOCAL_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.open).map(([id]) => id),
);
/** Whether work on this channel was asked for by no person at that time. */
export function backgroundChannel(channel: string): boolean {
  const row: ChannelRow | undefined = Object.hasOwn(CHANNELS, channel)
    ? CHANNELS[channel as keyof typeof CHANNELS]
    : undefined;
  return row?.background === true;
}

/** The role of a conversation on this channel whose sender has none. An unknown channel counts as open. */
export function roleOnChannel(channel: string): SenderRole {
  const row: ChannelRow | undefined = Object.hasOwn(CHANNELS, channel)
    ? CHANNELS[channel as keyof typeof CHANNELS]
    : undefined;
  return row?.role ?? "member";
}
/** Channels whose replies no client fetches. */
export const UNFETCHED_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.fetched).map(([id]) => id),
);
/** Channels whose replies a client fetches: the chat platforms, which the settings start. */
export const FETCHED_CHANNELS: readonly PlatformName[] = rows.flatMap(([id, row]) =>
  row.fetched ? [id as PlatformName] : [],
);
/** Channels whose conversations no person reads. */
export const UNREAD_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.read).map(([id]) => id),
);
