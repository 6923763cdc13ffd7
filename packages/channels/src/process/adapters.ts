/** Loads the adapter of a platform. Only the process of a channel does this: the libraries of platforms are large. */
import type { AdapterContext, OpenAdapter } from "../adapter/adapter-context.js";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { PlatformId } from "./platforms.js";

const ADAPTERS: Readonly<Record<PlatformId, () => Promise<OpenAdapter>>> = {
  telegram: async () => (await import("../telegram/telegram-adapter.js")).openTelegram,
};

export async function openAdapter(id: PlatformId, context: AdapterContext): Promise<ChannelAdapter> {
  const open = await ADAPTERS[id]();
  return open(context);
}
