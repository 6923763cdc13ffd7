/** Loads the adapter of a platform. Only the process of a channel does this: the libraries of platforms are large. */

import { AppError } from "@tinyagi/contracts";
import type { AdapterContext, OpenAdapter } from "../adapter/adapter-context.js";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { PlatformId } from "./platforms.js";

const ADAPTERS: Readonly<Record<PlatformId, () => Promise<OpenAdapter>>> = {
  discord: async () => (await import("../discord/discord-adapter.js")).openDiscord,
  telegram: async () => (await import("../telegram/telegram-adapter.js")).openTelegram,
  slack: async () => (await import("../slack/slack-adapter.js")).openSlack,
  email: async () => (await import("../email/email-adapter.js")).openEmail,
  whatsapp: () => optional("@tinyagi/channel-whatsapp", "openWhatsApp"),
};

export async function openAdapter(id: PlatformId, context: AdapterContext): Promise<ChannelAdapter> {
  const open = await ADAPTERS[id]();
  return open(context);
}

/** A platform in a package of its own, which people install only if they use it. @throws AppError `NOT_FOUND` */
async function optional(name: string, factory: string): Promise<OpenAdapter> {
  const found: Readonly<Record<string, unknown>> = await import(name).catch((cause: unknown) => {
    if (!isMissing(cause, name)) throw cause;
    throw new AppError(
      "NOT_FOUND",
      `This channel is a package of its own. Install it: npm install -g ${name}`,
      {
        cause,
      },
    );
  });
  return found[factory] as OpenAdapter;
}

/** The package itself, not something that it imports. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}
