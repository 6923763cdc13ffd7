/**
 * The program of one channel, started by the daemon with an IPC socket. See `entry.ts`.
 *
 * It ends when that socket does, so that no channel outlives its daemon. It ignores the signals that reach a whole
 * process group or service: the daemon drains first, and then asks it to stop.
 */
import { createClient } from "@tinyagi/client";
import { isAppError, parsePlatform } from "@tinyagi/contracts";
import { wordsIn } from "@tinyagi/views";
import { z } from "zod";
import { PlatformError } from "../adapter/platform-error.js";
import type { Log } from "../base/log.js";
import { SYSTEM_TIMING } from "../base/timing.js";
import { runChannel } from "../channel/channel.js";
import { groupsSchema } from "../inbound/group-policy.js";
import { openAdapter } from "./adapters.js";
import { type ChannelConfig, type FromChannel, toChannelSchema } from "./ipc.js";
import { isPlatformId } from "./platforms.js";
import { useNetwork } from "./use-network.js";

const CHECK_MS = 20_000;
/** What the core reads of a channel's settings; the adapter reads the rest. */
const commonSettings = z.looseObject({ groups: groupsSchema });

const stop = new AbortController();

for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (raw) => {
  const message = toChannelSchema.parse(raw);
  if (message.kind === "ping") tell({ kind: "pong" });
  else if (message.kind === "stop") stop.abort(new Error("the daemon stops this channel"));
  else void work(message.kind, message.config);
});

function tell(message: FromChannel): void {
  // The socket may close at any time; then this process ends.
  process.send?.(message, undefined, undefined, () => {});
}

const log: Log = (level, message, fields = {}) => tell({ kind: "log", level, message, fields });

async function work(kind: "run" | "check", config: ChannelConfig): Promise<void> {
  try {
    await useNetwork(process.env);
    await (kind === "run" ? run(config) : check(config));
    end(0);
  } catch (error) {
    if (stop.signal.aborted) return end(0);
    // Anything else is a crash: the daemon sees the exit and starts this program again.
    if (!isFinal(error, kind)) throw error;
    const why = error instanceof PlatformError ? { why: error.why } : {};
    tell({ kind: "failed", reason: error.message, ...why });
    end(0);
  }
}

/** Whether no repetition can help. */
function isFinal(error: unknown, kind: "run" | "check"): error is Error {
  if (error instanceof PlatformError) return kind === "check" || error.kind === "unauthorized";
  return isAppError(error) && !error.retryable && error.code !== "UNAUTHORIZED";
}

async function run(config: ChannelConfig): Promise<void> {
  const { channel, agent, baseUrl, token, filesIn, settings, language } = config;
  const adapter = await open(config);
  await runChannel(
    {
      adapter,
      channel,
      client: createClient({ baseUrl, token }),
      groups: commonSettings.parse(settings).groups,
      ...(agent === undefined ? {} : { agent }),
      filesIn,
      words: wordsIn(language),
      log,
      onConnection: (connection) => tell({ kind: "connection", connection }),
    },
    stop.signal,
  );
}

async function check(config: ChannelConfig): Promise<void> {
  const adapter = await open(config);
  tell({ kind: "checked", account: await adapter.check(AbortSignal.timeout(CHECK_MS)) });
}

async function open({ channel, settings, stateFolder, language }: ChannelConfig) {
  const platform = parsePlatform(channel);
  if (!isPlatformId(platform)) throw new Error(`this program does not know ${channel}`);
  return openAdapter(platform, {
    settings,
    stateFolder,
    words: wordsIn(language),
    timing: SYSTEM_TIMING,
    log,
  });
}

/** What was told before must arrive. */
function end(code: number): void {
  process.exitCode = code;
  if (process.connected) process.disconnect();
  process.exit(code);
}
