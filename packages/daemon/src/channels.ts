/** Channels of this build: none has a process yet, so that none starts and the settings' wishes are reported as such. */
import type { Settings } from "@tinyagi/contracts";
import type { ChannelsPort } from "@tinyagi/server";

export function createChannels(settings: () => Settings): ChannelsPort {
  return {
    status: () => ({}),
    enabled: () => settings().channels.enabled,
    start: async () => false,
    stop: async () => false,
  };
}
