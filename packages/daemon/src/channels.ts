/**
 * The channels of this build. None has a process yet, so nothing starts, and enabled channels are reported as not
 * running.
 */
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
