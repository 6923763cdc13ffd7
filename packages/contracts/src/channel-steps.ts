/** How a person connects each chat platform: what to do there, step by step. The CLI and TinyOffice show these. */

import { type PlatformName, parsePlatform } from "./channel.js";

/** A value that a person enters besides the token. */
export interface ChannelValue {
  /** In the settings of the channel. */
  readonly key: string;
  readonly label: string;
  readonly looksLike: string;
  /** It is not shown while it is entered. */
  readonly isSecret?: boolean;
  /** It may be left out. */
  readonly isOptional?: boolean;
}

/** The steps of one platform. */
export interface ChannelSteps {
  /** Display name. */
  readonly name: string;
  /** One phrase for a list of choices. */
  readonly hint: string;
  /** Where the bot token comes from. Absent: the account is linked by a code. */
  readonly token?: {
    readonly steps: readonly string[];
    readonly looksLike: string;
    /** In the settings of the channel. Default: `bot_token`. */
    readonly key?: string;
    /** Default: "Bot token". */
    readonly label?: string;
  };
  /** What else it needs. They are entered before the token. */
  readonly values?: readonly ChannelValue[];
  /** How a phone links the account. Absent: it has a token. */
  readonly link?: readonly string[];
  /** What makes a person known to the bot. `{account}` stands for its name. */
  readonly reach: string;
}

export const CHANNEL_STEPS: Readonly<Record<PlatformName, ChannelSteps>> = {
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
  slack: {
    name: "Slack",
    hint: "an app in your workspace, five minutes",
    token: {
      steps: [
        "Open https://api.slack.com/apps, press Create New App, choose From a manifest, and paste the manifest of the guide docs/guide/channels/slack.md.",
        "Under Basic Information, App-Level Tokens, press Generate Token, add the scope connections:write, and copy the token. It begins with xapp-.",
        "Under Install App, press Install, and copy the Bot User OAuth Token. It begins with xoxb-.",
      ],
      looksLike: "xoxb-123…",
    },
    values: [{ key: "app_token", label: "App token", looksLike: "xapp-1-A…", isSecret: true }],
    reach: "In Slack, open Apps, find {account}, and send it a message.",
  },
  email: {
    name: "E-mail",
    hint: "an account of its own, three minutes",
    token: {
      steps: [
        "Make an account that only your agents use, and enable IMAP in its settings.",
        "Make an app password, if your provider has them. With Gmail: Google Account, Security, 2-Step Verification, App passwords.",
        "Send a mail to the account, open its original or its headers, and copy the name at the beginning of Authentication-Results. Gmail needs no name.",
      ],
      looksLike: "abcd efgh ijkl mnop",
      key: "password",
      label: "Password of the account",
    },
    values: [
      { key: "address", label: "Address", looksLike: "agents@example.org" },
      { key: "imap_host", label: "IMAP server", looksLike: "imap.example.org" },
      { key: "smtp_host", label: "SMTP server", looksLike: "smtp.example.org" },
      {
        key: "authserv_id",
        label: "Name in Authentication-Results",
        looksLike: "mx.example.org",
        isOptional: true,
      },
    ],
    reach: "Write a mail to {account}.",
  },
};

/** The key of a channel's settings for its token, where the platform's steps name no other. */
const BOT_TOKEN = "bot_token";

/** The steps of a channel's platform. @param channel also a further bot, such as `telegram.coder` */
export function channelSteps(channel: string): ChannelSteps | undefined {
  const platform = parsePlatform(channel);
  return Object.hasOwn(CHANNEL_STEPS, platform) ? CHANNEL_STEPS[platform as PlatformName] : undefined;
}

/** Keys of a channel's settings that are secrets. They go only to the address that they were stored with. */
export function listSecretKeys(id: string): readonly string[] {
  const { token, values = [] } = channelSteps(id) ?? {};
  return [
    token?.key ?? BOT_TOKEN,
    ...values.flatMap(({ key, isSecret }) => (isSecret === true ? [key] : [])),
  ];
}

/** Keys that a person enters for a channel besides `bot_token`. */
export function listValueKeys(id: string): readonly string[] {
  const { token, values = [] } = channelSteps(id) ?? {};
  const { key: own = BOT_TOKEN } = token ?? {};
  return [...values.map(({ key }) => key), ...(own === BOT_TOKEN ? [] : [own])];
}

/** How a person reaches the account. @param account as the platform names it, such as `@my_bot` */
export function howToReach(steps: ChannelSteps, account: string): string {
  const shown = steps.reach.includes("t.me/") ? account.replace(/^@/, "") : account;
  return steps.reach.replace("{account}", shown);
}
