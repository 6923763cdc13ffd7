/** What the settings and the environment say about one channel: a platform's own bot, or one of its further bots. Pure. */
import { isPlatformId, PLATFORMS, type PlatformId, platformRow } from "@tinyagi/channels/process";
import { botChannel, parseBot, parsePlatform, type Settings } from "@tinyagi/contracts";

type Variables = Readonly<Record<string, string | undefined>>;
/** The keys of a channel in the settings. */
export type ChannelPart = Readonly<Record<string, unknown>>;

export const PLATFORM_IDS: readonly PlatformId[] = Object.keys(PLATFORMS).filter(isPlatformId);

/** The platform that serves a channel, if this build has a program for it. */
export function servedBy(channel: string): PlatformId | undefined {
  const platform = parsePlatform(channel);
  return isPlatformId(platform) ? platform : undefined;
}

/**
 * The channels that the settings know: each platform, followed by its further bots. A platform whose bots are all further
 * ones has no channel of its own.
 */
export function channelIds(settings: Settings, variables: Variables): string[] {
  return PLATFORM_IDS.flatMap((platform) => {
    const bots = Object.keys(withBots(settings, platform).bots ?? {});
    const isOwn = bots.length === 0 || hasSecret(settings, platform, variables);
    return [...(isOwn ? [platform] : []), ...bots.map((bot) => botChannel(platform, bot))];
  });
}

/** A platform without further bots has no such key. */
function withBots(
  { channels }: Settings,
  platform: PlatformId,
): ChannelPart & { readonly bots?: Readonly<Record<string, object>> | undefined } {
  return channels[platform] ?? {};
}

/** A further bot has the endpoint of its platform. */
export function toPart(settings: Settings, channel: string): ChannelPart {
  const platform = servedBy(channel);
  if (platform === undefined) return {};
  const { bots = {}, ...own } = withBots(settings, platform);
  const bot = parseBot(channel);
  if (bot === undefined) return own;
  const { api_root } = own;
  const part = Object.hasOwn(bots, bot) ? bots[bot] : undefined;
  return { ...(api_root === undefined ? {} : { api_root }), ...part };
}

/** The agent or team that a further bot is bound to. */
export function boundAgent(settings: Settings, channel: string): string | undefined {
  const bot = parseBot(channel);
  const { agent } = toPart(settings, channel);
  return bot === undefined ? undefined : typeof agent === "string" ? agent : bot;
}

/** Whether everything is there without which it cannot start. A variable holds the key of a platform's own bot. */
export function hasSecret(settings: Settings, channel: string, variables: Variables): boolean {
  const platform = servedBy(channel);
  if (platform === undefined) return false;
  const { secret } = platformRow(platform);
  if (secret === undefined)
    return parseBot(channel) !== undefined || settings.channels.enabled.includes(platform);
  return [variables[toVariableName(channel)], toPart(settings, channel)[secret]].some(
    (value) => typeof value === "string" && value !== "",
  );
}

/** The variable that counts instead of the setting; empty for a further bot, which has none. */
export function toVariableName(channel: string): string {
  const platform = servedBy(channel);
  return platform === undefined || parseBot(channel) !== undefined
    ? ""
    : (platformRow(platform).variable ?? "");
}

/** Platforms whose own bot has its key in a variable. */
export function platformsWithVariable(variables: Variables): ReadonlySet<string> {
  return new Set(PLATFORM_IDS.filter((platform) => Boolean(variables[toVariableName(platform)])));
}
