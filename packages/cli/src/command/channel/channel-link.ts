/** Links the account of a channel that has no token: shows its QR code until a person has scanned it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@tinyagi/client";
import type { ChannelStatus, Settings } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { qrCodeLines } from "../../output/qr-code.js";

const LOOK_EVERY_MS = 500;
/** How long a person may take to scan. */
const LINK_MS = 300_000;

/** What a person needs to link the account; nothing in other states. */
export function loginLines({ id, state, login }: Pick<ChannelStatus, "id" | "state" | "login">): string[] {
  if (state !== "login" || login === undefined) return [];
  const { qr, code } = login;
  return [
    `${id}: on the phone, open Linked devices, tap "Link a device", and scan this code:`,
    ...(qr === undefined ? [] : qrCodeLines(qr)),
    ...(code === undefined ? [] : [`or tap "Link with phone number instead", and type: ${code}`]),
  ];
}

/** @returns the name of the account @throws CliError `UNAVAILABLE` when it was not linked */
export async function linkAccount(context: CliContext, client: Client, id: string): Promise<string> {
  const { signal, output } = context;
  await enable(client, id, signal);
  const end = performance.now() + LINK_MS;
  let shown: string | undefined;
  let last: ChannelStatus | undefined;
  while (performance.now() < end) {
    const { channels } = await client.call("listChannels", { signal });
    last = channels.find((channel) => channel.id === id);
    if (last?.state === "connected" && last.account !== undefined) return last.account;
    if (last?.state === "failed") break;
    const lines = last === undefined ? [] : loginLines(last);
    // A code expires after a while, and the next one replaces it.
    if (lines.length > 0 && lines.join("\n") !== shown) for (const line of lines) output.talk(line);
    shown = lines.join("\n") || shown;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new CliError("UNAVAILABLE", `${id} was not linked: ${last?.reason ?? last?.state ?? "no state"}`, {
    hint: "See: tinyagi channel status",
  });
}

/** Enabled with a change of the settings, so that it starts now and with each start of the daemon. */
async function enable(client: Client, id: string, signal: AbortSignal): Promise<void> {
  const settings: Partial<Settings> = await client.call("getSettings", { signal });
  const enabled = settings.channels?.enabled ?? [];
  if (!enabled.includes(id)) {
    const changes = [{ path: ["channels", "enabled"], value: [...enabled, id] }];
    await client.call("changeSettings", { body: { changes }, signal });
    return;
  }
  // It may have been stopped, or have failed. One that runs answers that nothing was to do.
  const { channels } = await client.call("listChannels", { signal });
  const state = channels.find((channel) => channel.id === id)?.state;
  if (state === "stopped" || state === "failed")
    await client.call("startChannel", { params: { id }, signal });
}
