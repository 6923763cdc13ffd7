/** Slack: direct chats, channels and threads, over Socket Mode and the Web API. No address of this machine is public. */

import { z } from "zod";
import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import { endedConnection, lostConnection } from "../adapter/connection.js";
import { idIn } from "../adapter/foreign-answer.js";
import { PlatformError } from "../adapter/platform-error.js";
import { backoffMs } from "../base/timing.js";
import { groupsSchema } from "../inbound/group-policy.js";
import { keepSaving, openReadMark } from "../inbound/read-mark.js";
import { TEXT_MAX } from "./outgoing-bodies.js";
import { createReceiver } from "./receiver.js";
import { createSending } from "./sending.js";
import { createSlackCalls, type SlackCalls } from "./slack-calls.js";
import { PLATFORM } from "./slack-error.js";
import { type SlackSettings, slackSettings } from "./slack-settings.js";
import { followSocket } from "./socket.js";

/** Slack takes 1 GB. A file is in memory while it is sent. */
const FILE_MAX_BYTES = 50 * 1_024 * 1_024;
const groupSettings = z.looseObject({ groups: groupsSchema });

interface Slack {
  readonly calls: SlackCalls;
  readonly settings: SlackSettings;
  readonly context: AdapterContext;
}

/** @throws AppError `INVALID_INPUT` */
export function openSlack(context: AdapterContext): ChannelAdapter {
  const settings = slackSettings(context.settings);
  const calls = createSlackCalls(settings);
  const slack: Slack = { calls, settings, context };
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run(slack, events, signal),
    async check(signal) {
      const { name } = await readAccount(slack, signal);
      // The other token is wrong as easily.
      await openConnection(slack, signal);
      return name;
    },
    async directChat(senderId, signal) {
      const { channel } = await calls.call({ what: "a direct chat", signal }, (api) =>
        api.conversations.open({ users: senderId }),
      );
      return { id: channel?.id ?? senderId };
    },
    ...createSending(slack),
  };
}

interface Account {
  readonly id: string;
  readonly name: string;
}

async function readAccount({ calls }: Slack, signal: AbortSignal): Promise<Account> {
  const what = "the bot token";
  const account = await calls.call({ what, signal }, (api) => api.auth.test());
  const asked = { platform: PLATFORM, what };
  return { id: idIn(account, "user_id", asked), name: `@${idIn(account, "user", asked)}` };
}

/** @returns the address of one connection */
async function openConnection({ calls }: Slack, signal: AbortSignal): Promise<string> {
  const { url } = await calls.callAsApp({ what: "the app token", signal }, (api) =>
    api.apps.connections.open({}),
  );
  if (url === undefined) throw new PlatformError("unreachable", "Slack gave no address to connect to.");
  return url;
}

/** Connects, and connects again after any loss. @throws PlatformError `unauthorized` */
async function run(slack: Slack, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  const { context } = slack;
  const { timing, log } = context;
  const over = new AbortController();
  const all = AbortSignal.any([signal, over.signal, slack.calls.revoked]);
  const mark = await openReadMark(context.stateFolder);
  const saving = keepSaving(mark, { timing, log }, all);
  const { groups } = groupSettings.parse(context.settings);
  let receiver: ReturnType<typeof createReceiver> | undefined;
  const tries = { failures: 0 };

  async function connect(): Promise<void> {
    // Each time: a bot token that was revoked would keep a socket that nothing comes through.
    const { id: botId, name } = await readAccount(slack, all);
    receiver ??= createReceiver({ ...slack, events, mark, groups, botId, timing, log, signal: all });
    const { catchUp, take } = receiver;
    const reason = await followSocket(
      {
        url: await openConnection(slack, all),
        timing,
        onHello() {
          tries.failures = 0;
          events.connection({ state: "connected", account: name });
          catchUp();
        },
        onEnvelope: take,
      },
      all,
    );
    if (!all.aborted) events.connection(endedConnection(reason));
  }

  events.connection({ state: "connecting" });
  try {
    while (!all.aborted) await unlessAborted(all, () => persistently(slack, { events, tries, connect }, all));
  } finally {
    over.abort(new Error("the channel stops"));
    await saving;
  }
  if (!signal.aborted) slack.calls.revoked.throwIfAborted();
}

interface Attempt {
  readonly events: AdapterEvents;
  readonly tries: { failures: number };
  readonly connect: () => Promise<void>;
}

/** One attempt, and the pause after a failed one. @throws PlatformError `unauthorized` */
async function persistently(
  { context: { timing } }: Slack,
  { events, tries, connect }: Attempt,
  signal: AbortSignal,
): Promise<void> {
  try {
    await connect();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PlatformError) || error.kind === "unauthorized") throw error;
    tries.failures += 1;
    events.connection(lostConnection(error));
    const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(tries.failures, timing.random()));
    await timing.sleep(waitMs, signal);
  }
}

async function unlessAborted(signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
