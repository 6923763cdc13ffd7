/** What a bot gets to see of an event, by its intents. */
import { GatewayIntentBits } from "discord-api-types/v10";
import type { WorldEvent } from "./world.js";

/** @returns undefined when the bot does not get it */
export function dispatchFor(
  { name, data, message, guildId }: WorldEvent,
  { intents, botId }: { intents: number; botId: string },
): unknown {
  const has = (bit: GatewayIntentBits) => (intents & bit) !== 0;
  if (name.startsWith("MESSAGE_")) {
    const needed = guildId === undefined ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages;
    if (!has(needed)) return undefined;
  } else if (/^(GUILD|CHANNEL|THREAD)_/.test(name) && !has(GatewayIntentBits.Guilds)) return undefined;
  if (message === undefined || guildId === undefined || has(GatewayIntentBits.MessageContent)) return data;
  const concernsBot = message.author.id === botId || message.mentions.some(({ id }) => id === botId);
  return concernsBot
    ? data
    : { ...(data as object), content: "", attachments: [], embeds: [], components: [] };
}
