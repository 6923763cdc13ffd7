/** For whoever starts the processes of channels. Loads no platform. */
export { type ChannelEntry, channelEntry } from "./entry.js";
export {
  type ChannelConfig,
  type FromChannel,
  fromChannelSchema,
  type ToChannel,
} from "./ipc.js";
export { isPlatformId, PLATFORMS, type PlatformId, platformRow } from "./platforms.js";
