/** The channels in words. Pure. */
import { CHANNEL_STATE_SIGNS, type ChannelStatus, parseBot, type UndeliveredReply } from "@tinyagi/contracts";
import { channelState } from "@tinyagi/views";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";

export function nameOfChannel(id: string): string {
  const name = words.channels.guide(id)?.name;
  const bot = parseBot(id);
  if (name === undefined) return id;
  return bot === undefined ? name : `${name} (${bot})`;
}

export function isUsed(channel: ChannelStatus): boolean {
  return channelState(channel) !== "unused";
}

export function shownState(channel: ChannelStatus): { state: State; word: string } {
  const shown = channelState(channel);
  return { state: CHANNEL_STATE_SIGNS[shown], word: words.views.channels.states[shown] };
}

/** States that a person should know about, in the order of the sentence. */
const TROUBLES = ["login", "failed", "crashed", "stalled", "reconnecting"] as const;

function findTrouble({ state }: ChannelStatus): (typeof TROUBLES)[number] | undefined {
  return TROUBLES.find((trouble) => trouble === state);
}

/** What needs a person first, then what waits. */
export function channelsSentence(channels: readonly ChannelStatus[]): string {
  const used = channels.filter(isUsed);
  const say = words.channels.sentence;
  if (used.length === 0) return say.none;
  const troubles = used.flatMap((channel) => {
    const trouble = findTrouble(channel);
    return trouble === undefined ? [] : [say.troubles[trouble](nameOfChannel(channel.id))];
  });
  const up = used.filter(({ state }) => state === "connected").length;
  const first = troubles.length > 0 ? troubles : [say.connected(up, used.length)];
  const waiting = used.reduce((sum, channel) => sum + channel.waiting, 0);
  return say.all(first, waiting === 0 ? words.channels.noReplyWaits : words.channels.wait(waiting));
}

/** Channels in use first; within them, those that need a person. */
export function inOrder(channels: readonly ChannelStatus[]): ChannelStatus[] {
  const rank = (channel: ChannelStatus): number =>
    !isUsed(channel) ? 2 : findTrouble(channel) === undefined ? 1 : 0;
  return [...channels].sort((a, b) => rank(a) - rank(b));
}

/** Why a reply has not arrived, for a person. */
export function whyWaits(reply: UndeliveredReply, channel: ChannelStatus | undefined): string {
  if (reply.state === "dead") return words.channels.why.givenUp(reply.attempts, reply.reason);
  if (reply.reason !== null) return words.channels.why.failed(reply.attempts, reply.reason);
  if (channel === undefined || channel.state === "connected") return words.channels.why.next;
  return words.channels.why.away(nameOfChannel(reply.channel));
}

/** The step a person is at. */
export type Step = "token" | "people" | "hello";

export function toStep(channel: ChannelStatus, hasPerson: boolean): Step {
  if (channel.state !== "connected") return "token";
  return hasPerson ? "hello" : "people";
}
