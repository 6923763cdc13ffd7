/**
 * Bot tokens and allow lists of OpenClaw.
 *
 * Formats as published: https://docs.openclaw.ai/gateway/config-channels (`channels.<channel>` with `botToken` or `token`,
 * `allowFrom`, `dm.allowFrom`, `accounts.<id>`; `bindings` say which agent answers on an account),
 * https://docs.openclaw.ai/channels/pairing (`credentials/<channel>[-<account>]-allowFrom.json`).
 */
import { parseJson5 } from "./json5.js";
import { toSecret } from "./openclaw-providers.js";
import { isRecord, type Record_, recordOf, textOf, textsOf } from "./outside-value.js";
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
const PREFIX = /^(?:telegram|tg|discord|slack|whatsapp|user):/i;

export async function readOpenClawChannels(
  source: SourceFolder,
  plan: PlanWriter,
  config: Record_,
): Promise<void> {
  for (const [channel, value] of Object.entries(recordOf(config.channels)).slice(0, 100)) {
    if (channel === "defaults" || !isRecord(value)) continue;
    const tokens = TOKENS.get(channel);
    if (tokens === undefined) {
      source.left(`channels.${channel.slice(0, 100)}`, "no-channel");
      continue;
    }
    const settings = readBot(source, { value, tokens, shown: `channels.${channel}` });
    const bots = readBots(source, plan, { channel, value, tokens, bindings: config.bindings });
    if (bots !== undefined) settings.bots = bots;
    if (Object.keys(settings).length > 0) plan.setting(["channels", channel], settings);
    // WhatsApp has no token: it is started by hand, once its session is linked here.
    if (channel !== "whatsapp" && value.enabled !== false && Object.keys(settings).length > 0)
      plan.channel(channel);
    if (isRecord(value.groups) || isRecord(value.guilds)) source.left(`channels.${channel}.groups`, "rights");
    await readAllowed(source, plan, { channel, value });
  }
}

interface Bot {
  value: Record_;
  tokens: readonly (readonly [from: string, to: string])[];
  /** Key of the settings there. */
  shown: string;
}

function readBot(source: SourceFolder, { value, tokens, shown }: Bot): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [from, to] of tokens) {
    const secret = toSecret(value[from]);
    if (secret !== undefined) found[to] = secret;
    else if (value[from] !== undefined || (value.tokenFile !== undefined && to === "bot_token"))
      source.left(`${shown}.${from}`, "secret-elsewhere");
  }
  return found;
}

function readBots(
  source: SourceFolder,
  plan: PlanWriter,
  options: { channel: string; value: Record_; tokens: Bot["tokens"]; bindings: unknown },
): Record<string, unknown> | undefined {
  const { channel, value, tokens, bindings } = options;
  const bots: Record<string, unknown> = {};
  for (const [account, own] of Object.entries(recordOf(value.accounts)).slice(0, 50)) {
    const shown = `channels.${channel}.accounts.${account.slice(0, 100)}`;
    const bot = readBot(source, { value: recordOf(own), tokens, shown });
    if (!BOT.test(account)) source.left(shown, "odd-name");
    else if (Object.keys(bot).length > 0) {
      const agent = boundAgent(bindings, channel, account);
      const id = agent === undefined ? undefined : plan.idOf(agent);
      bots[account] = id === undefined ? bot : { ...bot, agent: id };
    }
  }
  return Object.keys(bots).length === 0 ? undefined : bots;
}

function boundAgent(bindings: unknown, channel: string, account: string): string | undefined {
  if (!Array.isArray(bindings)) return undefined;
  const found = bindings.slice(0, 500).find((one) => {
    const match = recordOf(recordOf(one).match);
    return match.channel === channel && match.accountId === account && match.peer === undefined;
  });
  return textOf(recordOf(found).agentId);
}

async function readAllowed(
  source: SourceFolder,
  plan: PlanWriter,
  { channel, value }: { channel: string; value: Record_ },
): Promise<void> {
  const lists = [value.allowFrom, recordOf(value.dm).allowFrom];
  for (const file of await source.names("credentials")) {
    if (!file.startsWith(`${channel}-`) || !file.endsWith("allowFrom.json")) continue;
    const text = await source.text(`credentials/${file}`);
    const stored = text === undefined ? undefined : recordOf(parseJson5(text)).allowFrom;
    if (text !== undefined && !Array.isArray(stored)) source.left(`credentials/${file}`, "damaged");
    lists.push(stored);
  }
  for (const entry of lists.flatMap(textsOf)) {
    const senderId = entry.replace(PREFIX, "").trim();
    const shown = `channels.${channel}.allowFrom`;
    if (senderId === "*") source.left(shown, "everyone");
    else if (!isSender(channel, senderId)) source.left(`${shown}: ${entry.slice(0, 60)}`, "odd-name");
    else plan.sender({ channel, senderId: toSender(channel, senderId) });
  }
}

function isSender(channel: string, id: string): boolean {
  if (channel === "telegram" || channel === "discord") return /^\d{1,25}$/.test(id);
  if (channel === "slack") return /^[UW][A-Z0-9]{1,20}$/.test(id);
  return /^\+?\d{5,20}$/.test(id);
}

function toSender(channel: string, id: string): string {
  return channel === "whatsapp" ? `${id.replace(/^\+/, "")}@s.whatsapp.net` : id;
}
