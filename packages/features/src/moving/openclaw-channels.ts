/**
 * Bot tokens and allow lists of OpenClaw.
 *
 * Formats as published: https://docs.openclaw.ai/gateway/config-channels (`channels.<channel>` with `botToken` or `token`,
 * `accounts.<id>`; `bindings` say which agent answers on an account).
 */

import { toSecret, type Variables } from "./openclaw-providers.js";
import { type Allowed, readAllowed } from "./openclaw-senders.js";
import { isRecord, type Record_, recordOf, textOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

/** Where each channel has its token there, by the name here. */
const TOKENS: ReadonlyMap<string, readonly (readonly [from: string, to: string])[]> = new Map([
  ["telegram", [["botToken", "bot_token"]]],
  ["discord", [["token", "bot_token"]]],
  [
    "slack",
    [
      ["botToken", "bot_token"],
      ["appToken", "app_token"],
    ],
  ],
  ["whatsapp", []],
]);
const BOT = /^[a-z][a-z0-9_-]{0,31}$/;
/** What is read of a channel or an account; the rest is named in the report. */
const READ_KEYS: ReadonlySet<string> = new Set([
  ...["enabled", "name", "botToken", "token", "tokenFile", "appToken", "allowFrom", "dm", "accounts"],
  ...["defaultAccount", "groups", "guilds", "groupAllowFrom", "groupPolicy", "dmPolicy"],
]);

export interface ChannelsOptions {
  config: Record_;
  variables: Variables;
  approved: Allowed["approved"];
}

export async function readOpenClawChannels(
  source: SourceFolder,
  plan: PlanWriter,
  { config, variables, approved }: ChannelsOptions,
): Promise<void> {
  const groups = recordOf(config.accessGroups);
  for (const [channel, value] of Object.entries(recordOf(config.channels)).slice(0, 100)) {
    if (channel === "defaults" || !isRecord(value)) continue;
    const tokens = TOKENS.get(channel);
    if (tokens === undefined) {
      source.left(`channels.${channel.slice(0, 100)}`, "no-channel");
      continue;
    }
    const shown = `channels.${channel}`;
    const whole = { channel, value, tokens, variables, bindings: config.bindings };
    const settings = { ...readDefaultBot(source, whole), ...readBots(source, plan, whole) };
    if (Object.keys(settings).length > 0) plan.setting(["channels", channel], settings);
    // WhatsApp has no token: it is started by hand, once its session is linked here.
    if (channel !== "whatsapp" && value.enabled !== false && Object.keys(settings).length > 0)
      plan.channel(channel);
    if (isRecord(value.groups) || isRecord(value.guilds)) source.left(`${shown}.groups`, "rights");
    for (const key of Object.keys(value).slice(0, 100))
      if (!READ_KEYS.has(key)) source.left(`${shown}.${key.slice(0, 100)}`, "no-setting");
    await readAllowed(source, plan, { channel, value, groups, approved });
  }
}

interface Whole {
  channel: string;
  value: Record_;
  tokens: readonly (readonly [from: string, to: string])[];
  variables: Variables;
  bindings: unknown;
}

interface Bot extends Pick<Whole, "value" | "tokens" | "variables"> {
  /** Key of the settings there. */
  shown: string;
}

function readBot(source: SourceFolder, { value, tokens, shown, variables }: Bot): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [from, to] of tokens) {
    const secret = toSecret(value[from], variables);
    if (secret !== undefined) found[to] = secret;
    else if (value[from] !== undefined || (value.tokenFile !== undefined && to === "bot_token"))
      source.left(`${shown}.${from}`, "secret-elsewhere");
  }
  return found;
}

/** The channel's own token, or that of the account which is the default one there. */
function readDefaultBot(source: SourceFolder, whole: Whole): Record<string, unknown> {
  const { channel, value } = whole;
  const own = readBot(source, { ...whole, shown: `channels.${channel}` });
  if (Object.keys(own).length > 0) return own;
  const name = defaultAccount(value);
  const account = name === undefined ? undefined : recordOf(value.accounts)[name];
  return isRecord(account)
    ? readBot(source, { ...whole, value: account, shown: `channels.${channel}.accounts.${name}` })
    : {};
}

function defaultAccount(value: Record_): string | undefined {
  const name = textOf(value.defaultAccount) ?? "default";
  return Object.hasOwn(recordOf(value.accounts), name) ? name.slice(0, 100) : undefined;
}

function readBots(
  source: SourceFolder,
  plan: PlanWriter,
  { channel, value, tokens, variables, bindings }: Whole,
): { bots?: Record<string, unknown> } {
  const bots: Record<string, unknown> = {};
  const isOwnMissing = tokens.every(([from]) => value[from] === undefined);
  const skipped = isOwnMissing ? defaultAccount(value) : undefined;
  for (const [account, own] of Object.entries(recordOf(value.accounts)).slice(0, 50)) {
    if (account === skipped) continue;
    const shown = `channels.${channel}.accounts.${account.slice(0, 100)}`;
    const bot = readBot(source, { value: recordOf(own), tokens, variables, shown });
    if (!BOT.test(account)) source.left(shown, "odd-name");
    else if (Object.keys(bot).length > 0) {
      const agent = boundAgent(bindings, channel, account);
      const id = agent === undefined ? undefined : plan.idOf(agent);
      bots[account] = id === undefined ? bot : { ...bot, agent: id };
    }
  }
  return Object.keys(bots).length === 0 ? {} : { bots };
}

function boundAgent(bindings: unknown, channel: string, account: string): string | undefined {
  if (!Array.isArray(bindings)) return undefined;
  const found = bindings.slice(0, 500).find((one) => {
    const match = recordOf(recordOf(one).match);
    return match.channel === channel && match.accountId === account && match.peer === undefined;
  });
  return textOf(recordOf(found).agentId);
}
