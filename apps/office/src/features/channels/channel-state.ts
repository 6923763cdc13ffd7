/** The channels in words. Pure. */
import { CHANNEL_STEPS, type ChannelStatus, type UndeliveredReply } from "@tinyagi/contracts";
import { count } from "../../lib/format/text";
import type { State } from "../../ui/glyph";

/** Not a state of the daemon: the settings do not start it, and nobody did. */
type Shown = ChannelStatus["state"] | "unused";

const SHOWN: Readonly<Record<Shown, { state: State; word: string }>> = {
  connected: { state: "done", word: "Connected" },
  starting: { state: "running", word: "Connecting" },
  reconnecting: { state: "waiting", word: "Reconnecting" },
  login: { state: "waiting", word: "Waits for you" },
  crashed: { state: "failed", word: "Crashed" },
  failed: { state: "failed", word: "Failed" },
  stopped: { state: "held", word: "Stopped" },
  unused: { state: "idle", word: "Not set up" },
};

export function nameOfChannel(id: string): string {
  return (Object.hasOwn(CHANNEL_STEPS, id) ? CHANNEL_STEPS[id]?.name : undefined) ?? id;
}

export function isUsed({ enabled, running, state }: ChannelStatus): boolean {
  return enabled || running || state !== "stopped";
}

export function shownState(channel: ChannelStatus): { state: State; word: string } {
  return SHOWN[isUsed(channel) ? channel.state : "unused"];
}

const TROUBLE: Readonly<Partial<Record<ChannelStatus["state"], string>>> = {
  login: "waits for your phone",
  failed: "needs your help",
  crashed: "crashed and starts again",
  reconnecting: "is reconnecting",
};

/** What needs a person first, then what waits. */
export function channelsSentence(channels: readonly ChannelStatus[]): string {
  const used = channels.filter(isUsed);
  if (used.length === 0) return "No channel is connected yet. You can always write here.";
  const troubles = used.flatMap(({ id, state }) => {
    const trouble = TROUBLE[state];
    return trouble === undefined ? [] : [`${nameOfChannel(id)} ${trouble}`];
  });
  const up = used.filter(({ state }) => state === "connected").length;
  const first = troubles.length > 0 ? troubles.join(", ") : `${up} of ${used.length} connected`;
  const waiting = used.reduce((sum, channel) => sum + channel.waiting, 0);
  return `${first}. ${waiting === 0 ? "No reply waits." : `${count(waiting, "reply waits", "replies wait")}.`}`;
}

/** Channels in use first; within them, those that need a person. */
export function inOrder(channels: readonly ChannelStatus[]): ChannelStatus[] {
  const rank = (channel: ChannelStatus): number =>
    !isUsed(channel) ? 2 : TROUBLE[channel.state] === undefined ? 1 : 0;
  return [...channels].sort((a, b) => rank(a) - rank(b));
}

/** Why a reply has not arrived, for a person. */
export function whyWaits(reply: UndeliveredReply, channel: ChannelStatus | undefined): string {
  if (reply.state === "dead") {
    const tries = count(reply.attempts, "attempt");
    return `Given up after ${tries}${reply.reason === null ? "." : `: ${reply.reason}`}`;
  }
  if (reply.reason !== null) return `Attempt ${reply.attempts} failed: ${reply.reason}`;
  if (channel === undefined || channel.state === "connected") return "Its turn comes next.";
  return `${nameOfChannel(reply.channel)} is not connected. It goes out when it is.`;
}

/** The step a person is at. */
export type Step = "token" | "people" | "hello";

export function stepOf(channel: ChannelStatus, hasPerson: boolean): Step {
  if (channel.state !== "connected") return "token";
  return hasPerson ? "hello" : "people";
}
