/**
 * The wizard of a channel: it checks the token at once, saves it, waits until the bot is connected, approves the person
 * who writes to it, and ends with a test message that this person received. Nothing is saved before the platform
 * accepted the token.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@tinyagi/client";
import {
  CHANNEL_STEPS,
  type ChannelStatus,
  type ChannelSteps,
  type ChannelValue,
  channelSteps,
  howToReach,
  type PendingSender,
  parsePlatform,
  type Settings,
  toSettingsPath,
} from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { askOne, askSecret, askText, askYesNo, canAsk } from "../../prompt/ask.js";
import { readSecretOption } from "../provider/provider-key.js";
import { linkAccount } from "./channel-link.js";
import { sendTest } from "./channel-test.js";

const LOOK_EVERY_MS = 500;
const CONNECT_MS = 30_000;
/** How long a person may take to write to the bot. */
const PERSON_MS = 300_000;

export interface SetupOptions {
  tokenStdin?: boolean;
  tokenEnv?: string;
  /** `key=value` of what the channel needs besides. */
  set?: readonly string[];
  /** Agent or team of a further bot. */
  agent?: string;
}

export async function setUpChannel(
  context: CliContext,
  wanted: string | undefined,
  options: SetupOptions,
): Promise<void> {
  const { output } = context;
  const client = await context.connect();
  const id = wanted ?? (await chosenChannel(context, client));
  const steps = channelSteps(id);
  if (steps === undefined)
    throw usageError(
      "This channel is not known.",
      `Known channels: ${Object.keys(CHANNEL_STEPS).join(", ")}`,
    );
  const account =
    steps.token === undefined
      ? await linkAccount(context, client, id)
      : await connectBot(context, client, { id, steps, token: steps.token, options });
  output.talk(`${account} is connected.`);
  const sender = await person(context, client, { id, reach: howToReach(steps, account) });
  if (sender !== undefined) await sendTest(context, id, { senderId: sender });
  const result = { ok: true as const, channel: id, account, approved: sender ?? null };
  output.data(result, () => [
    sender === undefined
      ? `${id} is set up. ${howToReach(steps, account)} Then approve the code: tinyagi pairing approve CODE`
      : `${id} is set up, and the test message arrived. Write to ${account}.`,
  ]);
}

function numbered({ steps, looksLike }: NonNullable<ChannelSteps["token"]>): string[] {
  return [...steps.map((step, i) => `${i + 1}. ${step}`), `It looks like ${looksLike}`];
}

/** @returns the name of the account */
async function connectBot(
  context: CliContext,
  client: Client,
  { id, steps, token, options }: Bot,
): Promise<string> {
  const { output } = context;
  const { tokenStdin, tokenEnv } = options;
  const given = await readSecretOption(context, {
    ...(tokenStdin === undefined ? {} : { secretStdin: tokenStdin }),
    ...(tokenEnv === undefined ? {} : { secretEnv: tokenEnv }),
  });
  if (given === undefined) for (const line of numbered(token)) output.talk(line);
  const values = await enteredValues(context, steps.values ?? [], options.set ?? []);
  const { key = "bot_token", label = "Bot token" } = token;
  const flag = "--token-stdin with the token on stdin";
  values.set(key, given ?? (await askSecret(context, { message: label, flag })));
  const { account } = await client.call("checkChannel", {
    params: { id },
    body: toBody(values),
    signal: context.signal,
  });
  output.talk(`It is valid: it belongs to ${account}.`);
  await save(context, client, { id, values, agent: options.agent });
  await connected(context, client, id);
  return account;
}

interface Bot {
  readonly id: string;
  readonly steps: ChannelSteps;
  readonly token: NonNullable<ChannelSteps["token"]>;
  readonly options: SetupOptions;
}

function toBody(values: ReadonlyMap<string, string>) {
  const { bot_token, ...rest } = Object.fromEntries(values);
  return {
    ...(bot_token === undefined ? {} : { bot_token }),
    ...(Object.keys(rest).length === 0 ? {} : { values: rest }),
  };
}

/** What was given with --set, and the answers to questions about the rest. @throws CliError usage */
async function enteredValues(
  context: CliContext,
  wanted: readonly ChannelValue[],
  given: readonly string[],
): Promise<Map<string, string>> {
  const known = new Map(given.map((pair) => keyAndValue(pair, wanted)));
  const values = new Map<string, string>();
  for (const { key, label, looksLike, isSecret = false, isOptional = false } of wanted) {
    const value = known.get(key);
    if (value !== undefined) values.set(key, value);
    if (value !== undefined || (isOptional && !canAsk(context))) continue;
    const question = {
      message: `${label} (such as ${looksLike})`,
      flag: `--set ${key}=${isSecret ? "env:NAME" : "…"}`,
    };
    const answer = isSecret ? await askSecret(context, question) : await askText(context, question);
    if (answer.trim() !== "") values.set(key, answer.trim());
  }
  return values;
}

function keyAndValue(pair: string, wanted: readonly ChannelValue[]): [string, string] {
  const at = pair.indexOf("=");
  const [key, value] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
  const row = wanted.find((one) => one.key === key);
  if (row === undefined)
    throw usageError(
      "--set does not fit this channel.",
      `It takes: ${wanted.map((one) => one.key).join(", ") || "nothing"}`,
    );
  // Other users of the machine see the arguments of a command.
  if (row.isSecret === true && !/^(?:env|file):/.test(value))
    throw usageError("A secret is not given as an argument.", `Name a variable: --set ${key}=env:NAME`);
  return [key, value];
}

async function chosenChannel(context: CliContext, client: Client): Promise<string> {
  const { channels } = await client.call("listChannels", { signal: context.signal });
  const options = channels.map(({ id, state }) => ({ value: id, label: id, hint: state }));
  return askOne(context, { message: "Which channel?", flag: "the name of the channel" }, { options });
}

/** The channel is enabled with the same change, so that it starts at once. */
async function save(
  context: CliContext,
  client: Client,
  { id, values, agent }: { id: string; values: ReadonlyMap<string, string>; agent: string | undefined },
): Promise<void> {
  const platform = parsePlatform(id);
  const settings: Partial<Settings> = await client.call("getSettings", { signal: context.signal });
  const enabled = settings.channels?.enabled ?? [];
  const changes = [
    ...[...values].map(([key, value]) => ({ path: [...toSettingsPath(id), key], value })),
    ...(agent === undefined ? [] : [{ path: [...toSettingsPath(id), "agent"], value: agent }]),
    ...(enabled.includes(platform) ? [] : [{ path: ["channels", "enabled"], value: [...enabled, platform] }]),
  ];
  await client.call("changeSettings", { body: { changes }, signal: context.signal });
}

async function connected(context: CliContext, client: Client, id: string): Promise<void> {
  let last: ChannelStatus | undefined;
  const isUp = await repeated(context, CONNECT_MS, async () => {
    const { channels } = await client.call("listChannels", { signal: context.signal });
    last = channels.find((channel) => channel.id === id);
    // After the same token as before nothing changed, so nothing starts a channel that failed.
    if (last?.state === "failed" || last?.state === "stopped")
      await client.call("startChannel", { params: { id }, signal: context.signal }).catch(() => {});
    return last?.state === "connected" ? true : undefined;
  });
  if (isUp === undefined)
    throw new CliError("UNAVAILABLE", `${id} did not connect: ${last?.reason ?? last?.state ?? "no state"}`, {
      hint: "See: tinyagi channel status",
    });
}

/** @returns the sender id of an approved person; undefined when nobody can be asked */
async function person(
  context: CliContext,
  client: Client,
  { id, reach }: { id: string; reach: string },
): Promise<string | undefined> {
  const { approved } = await client.call("listPairings", { signal: context.signal });
  const known = approved.filter(({ channel }) => channel === parsePlatform(id));
  const owner = known.find(({ role }) => role === "owner") ?? known[0];
  if (owner !== undefined) return owner.senderId;
  if (!canAsk(context)) return undefined;
  context.output.talk(`${reach} Waiting for your message …`);
  const waiting = await repeated(context, PERSON_MS, () => pendingOn(context, client, id));
  if (waiting === undefined) return undefined;
  const question = { message: `Approve ${waiting.sender} (${waiting.senderId}) as owner?`, flag: "--yes" };
  if (!(await askYesNo(context, question))) return undefined;
  const body = { code: waiting.code, role: "owner" as const };
  await client.call("approvePairing", { body, signal: context.signal });
  await chooseForNotices(context, client, { channel: id, senderId: waiting.senderId });
  return waiting.senderId;
}

/** The person who sets up the first channel is the one to be notified of problems. */
async function chooseForNotices(
  { signal }: CliContext,
  client: Client,
  value: { channel: string; senderId: string },
): Promise<void> {
  const settings: Partial<Settings> = await client.call("getSettings", { signal });
  if (settings.channels?.notify !== undefined) return;
  const changes = [{ path: ["channels", "notify"], value }];
  await client.call("changeSettings", { body: { changes }, signal });
}

async function pendingOn(
  context: CliContext,
  client: Client,
  id: string,
): Promise<PendingSender | undefined> {
  const { pending } = await client.call("listPairings", { signal: context.signal });
  return pending.find(({ channel }) => channel === parsePlatform(id));
}

/** @returns undefined when it took too long */
async function repeated<T>(
  { signal }: CliContext,
  limitMs: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  return undefined;
}
