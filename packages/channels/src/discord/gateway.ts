/**
 * The connection to Discord's gateway. Guarantees: it reports its state; it resumes, or begins a new session, after any
 * loss, with growing pauses; it ends only when `signal` aborts or Discord refuses the bot. The protocol itself (heartbeats,
 * half-open sockets, resuming) is the work of `WebSocketShard` of discord.js.
 */

import {
  type APIGatewayBotInfo,
  GatewayCloseCodes,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
} from "@discordjs/core/http-only";
import {
  DefaultWebSocketManagerOptions,
  type IContextFetchingStrategy,
  type SessionInfo,
  SimpleIdentifyThrottler,
  WebSocketShard,
  WebSocketShardEvents,
} from "@discordjs/ws";
import type { PlatformStep } from "@tinyagi/contracts";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import { endedConnection } from "../adapter/connection.js";
import { PlatformError } from "../adapter/platform-error.js";
import { backoffMs, type Timing } from "../base/timing.js";

/** For a normal goodbye; a socket that hangs is left behind. */
const GOODBYE_MS = 1_000;
const NORMAL_CLOSE = 1_000;

/** Codes after which no connection can be made, and what a person can do. */
const REFUSALS: ReadonlyMap<number, { readonly message: string; readonly step: PlatformStep }> = new Map([
  [
    GatewayCloseCodes.AuthenticationFailed,
    { message: "Discord refused the bot token. Check it, or create a new one.", step: "check_token" },
  ],
  [
    GatewayCloseCodes.DisallowedIntents,
    {
      message: "The Message Content intent of the bot was turned off. Restart the channel: it works without.",
      step: "intent_off",
    },
  ],
  [
    GatewayCloseCodes.ShardingRequired,
    {
      message: "The bot is in more servers than one connection may serve. Remove it from some.",
      step: "fewer_servers",
    },
  ],
]);
const FINAL: ReadonlySet<number> = new Set([
  ...REFUSALS.keys(),
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
]);

export interface GatewayOptions {
  readonly token: string;
  readonly intents: number;
  readonly info: APIGatewayBotInfo;
  readonly account: string;
  readonly timing: Timing;
  readonly connection: AdapterEvents["connection"];
  /** A new session: what happened before it is not replayed. */
  readonly onReady: (data: GatewayReadyDispatchData) => void;
  readonly onDispatch: (event: GatewayDispatchPayload) => void;
}

/** @throws PlatformError `unauthorized` */
export async function runGateway(options: GatewayOptions, signal: AbortSignal): Promise<void> {
  const { timing, connection, account } = options;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  let failures = 0;
  let pause: Promise<void> = Promise.resolve();
  const shard = new WebSocketShard(buildContext(options, { pause: () => pause, signal: either }), 0);

  const isBack = () => {
    failures = 0;
    connection({ state: "connected", account });
  };
  const isLost = (code: number) => {
    if (either.aborted) return;
    if (FINAL.has(code)) return over.abort(refusal(code));
    failures += 1;
    connection(endedConnection(`The connection to Discord was lost (code ${code}).`, code));
    // The first attempt comes at once: most losses are short, and a session can be resumed.
    if (failures > 1) pause = timing.sleep(backoffMs(failures - 1, timing.random()), either).catch(() => {});
  };
  shard.on(WebSocketShardEvents.Ready, (data) => {
    isBack();
    options.onReady(data);
  });
  shard.on(WebSocketShardEvents.Resumed, isBack);
  shard.on(WebSocketShardEvents.Closed, isLost);
  shard.on(WebSocketShardEvents.Dispatch, options.onDispatch);
  // Each of them is followed by `closed`, whose code says more.
  shard.on(WebSocketShardEvents.Error, () => {});
  shard.on(WebSocketShardEvents.SocketError, () => {});
  // It fails only after a refusal, which `closed` reports.
  shard.connect().catch(() => {});
  await aborted(either);
  over.abort();
  await goodbye(shard);
  if (!signal.aborted) throw over.signal.reason;
}

/**
 * What the shard asks for. It asks for its session before each connection, so that this is where it waits after failures,
 * and where it stays for ever when its time is over: it cannot be told to stop while it waits.
 */
function buildContext(
  { token, intents, info }: GatewayOptions,
  { pause, signal }: { pause: () => Promise<void>; signal: AbortSignal },
): IContextFetchingStrategy {
  const throttler = new SimpleIdentifyThrottler(info.session_start_limit.max_concurrency);
  let session: SessionInfo | null = null;
  return {
    options: { ...DefaultWebSocketManagerOptions, token, intents, gatewayInformation: info, shardCount: 1 },
    async retrieveSessionInfo() {
      await pause();
      return signal.aborted ? new Promise<never>(() => {}) : session;
    },
    updateSessionInfo(_shardId, info) {
      session = info;
    },
    waitForIdentify: (shardId, end) => throttler.waitForIdentify(shardId, end),
  };
}

function refusal(code: number): PlatformError {
  const { message = `Discord refused the connection with code ${code}.`, step } = REFUSALS.get(code) ?? {};
  return new PlatformError("unauthorized", message, {
    status: code,
    ...(step === undefined ? {} : { step }),
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

async function goodbye(shard: WebSocketShard): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
  });
  await Promise.race([shard.destroy({ code: NORMAL_CLOSE }).catch(() => {}), late]);
  clearTimeout(timer);
}
