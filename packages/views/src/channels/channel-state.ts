/** What a channel is doing: one answer for every screen. */
import type { ChannelStatus, ShownChannelState } from "@tinyagi/contracts";

/** The state of a channel that people read: one that nobody set up or started is not "stopped". */
export function channelState({
  enabled,
  running,
  state,
}: Pick<ChannelStatus, "enabled" | "running" | "state">): ShownChannelState {
  return enabled || running || state !== "stopped" ? state : "unused";
}
