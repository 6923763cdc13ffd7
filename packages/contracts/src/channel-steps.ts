/** How a person connects each chat platform: what to do there, step by step. The CLI and TinyOffice show these. */

import { platformOf } from "./channel.js";

/** The steps of one platform. */
export interface ChannelSteps {
  /** Display name. */
  readonly name: string;
  /** One phrase for a list of choices. */
  readonly hint: string;
  /** Where the bot token comes from. Absent: the account is linked by a code. */
  readonly token?: { readonly steps: readonly string[]; readonly looksLike: string };
  /** How a phone links the account. Absent: it has a token. */
  readonly link?: readonly string[];
  /** What makes a person known to the bot. `{account}` stands for its name. */
  readonly reach: string;
}

export const CHANNEL_STEPS: Readonly<Record<string, ChannelSteps>> = {
  telegram: {
    name: "Telegram",
    hint: "a bot, free of charge, two minutes",
    token: {
      steps: [
        "Open Telegram and search for @BotFather (with the blue check mark).",
        "Send /newbot, then a name, then a username that ends in bot.",
        "BotFather answers with a token. Copy it.",
      ],
      looksLike: "123456789:AAE…",
    },
    reach: "Open https://t.me/{account} and press Start.",
  },
  discord: {
    name: "Discord",
    hint: "a bot on your server, five minutes",
    token: {
      steps: [
        "Open https://discord.com/developers/applications and press New Application.",
        "Open Bot, press Reset Token, and copy the token. It has two dots. No privileged intent is necessary. With Message Content Intent, the bot also reads replies that do not mention it.",
        "Open OAuth2 and its URL Generator, tick bot and applications.commands, open the URL, and choose your server.",
      ],
      looksLike: "MTA0….GxY….z8k…",
    },
    reach: "In Discord, find {account} in the member list of your server and send it a message.",
  },
  whatsapp: {
    name: "WhatsApp",
    hint: "scan a code with the phone of a number of its own",
    link: [
      "On the phone, open WhatsApp, then Settings, then Linked devices.",
      "Tap Link a device and hold the phone to this code.",
      "Keep the phone online until this says Connected.",
    ],
    reach: "From another phone, write to {account} on WhatsApp.",
  },
};

/** The steps of a channel's platform. @param channel also a further bot, such as `telegram.coder` */
export function channelSteps(channel: string): ChannelSteps | undefined {
  const platform = platformOf(channel);
  return Object.hasOwn(CHANNEL_STEPS, platform) ? CHANNEL_STEPS[platform] : undefined;
}

/** How a person reaches the account. @param account as the platform names it, such as `@my_bot` */
export function howToReach(steps: ChannelSteps, account: string): string {
  const shown = steps.reach.includes("t.me/") ? account.replace(/^@/, "") : account;
  return steps.reach.replace("{account}", shown);
}
