/** Asks a platform whether it accepts settings, in a process that only does this. */

import type { Clock } from "@tinyagi/base";
import type { ChannelConfig, ChannelEntry } from "@tinyagi/channels/process";
import { AppError } from "@tinyagi/contracts";
import type { Redactor } from "@tinyagi/kernel";
import { startChannelProcess } from "./channel-process.js";

const CHECK_MS = 25_000;

export interface CheckOptions {
  readonly entry: ChannelEntry;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly config: ChannelConfig;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/** @returns the name of the account @throws AppError `INVALID_INPUT` with the platform's reason */
export async function checkOnce(options: CheckOptions): Promise<string> {
  let account: string | undefined;
  let failure: string | undefined;
  const child = startChannelProcess({
    ...options,
    onMessage(message) {
      if (message.kind === "checked") account = message.account;
      if (message.kind === "failed") failure = message.reason;
    },
  });
  const timer = options.clock.setTimer(CHECK_MS, () => child.kill());
  child.send({ kind: "check", config: options.config });
  const end = await child.ended;
  timer.cancel();
  if (account !== undefined) return account;
  throw new AppError("INVALID_INPUT", `The check failed: ${options.redactor.text(failure ?? end)}`);
}
