/**
 * Notices channels that do not work for long: an outage that lasts, and a process that ends again and again. Guarantees: one
 * report for each episode; an episode ends when the channel has worked without a break for ten minutes, or when a person
 * stops it.
 */
import type { Clock, Timer } from "@tinyagi/base";

/** A shorter outage needs nobody. */
const LASTING_MS = 600_000;
/** So many ends of its process within that time are a crash loop. */
const CRASHES = 5;

/** A change of the state of a channel. */
export interface Change {
  readonly channel: string;
  /** As in the status of the channel. */
  readonly state: string;
  readonly reason?: string | undefined;
}

export interface ChannelTrouble {
  note(change: Change): void;
  close(): void;
}

interface Episode {
  crashes: number[];
  isReported: boolean;
  reason: string;
  /** Waits for the outage to last, or for the calm. */
  timer: { readonly until: "lasting" | "calm"; readonly timer: Timer } | undefined;
}

/** @param report the channel, and what is wrong */
export function createChannelTrouble(
  clock: Pick<Clock, "now" | "setTimer">,
  report: (channel: string, text: string) => void,
): ChannelTrouble {
  const episodes = new Map<string, Episode>();

  function end(channel: string): void {
    episodes.get(channel)?.timer?.timer.cancel();
    episodes.delete(channel);
  }

  function tell(channel: string, text: string): void {
    const episode = episodes.get(channel);
    if (episode === undefined || episode.isReported) return;
    episode.isReported = true;
    report(
      channel,
      `${text}: ${episode.reason}\nTinyAGI tries again by itself. See it: tinyagi channel status`,
    );
  }

  function wait(episode: Episode, until: "lasting" | "calm", act: () => void): void {
    if (episode.timer?.until === until) return;
    episode.timer?.timer.cancel();
    episode.timer = { until, timer: clock.setTimer(LASTING_MS, act) };
  }

  function noteTrouble({ channel, state, reason = "no reason was given" }: Change): void {
    const episode = episodes.get(channel) ?? { crashes: [], isReported: false, reason, timer: undefined };
    episodes.set(channel, episode);
    episode.reason = reason;
    wait(episode, "lasting", () => tell(channel, `The channel ${channel} has not worked for 10 minutes`));
    if (state !== "crashed") return;
    const now = clock.now();
    episode.crashes = [...episode.crashes.filter((at) => now - at < LASTING_MS), now];
    if (episode.crashes.length >= CRASHES)
      tell(channel, `The process of the channel ${channel} ended ${CRASHES} times within 10 minutes`);
  }

  return {
    note(change) {
      const { channel, state } = change;
      if (state === "crashed" || state === "reconnecting" || state === "stalled") return noteTrouble(change);
      const episode = episodes.get(channel);
      // After a crash, its next process starts. That alone is no sign that it works.
      if (episode === undefined || state === "starting") return;
      if (state === "connected") wait(episode, "calm", () => end(channel));
      else end(channel);
    },
    close() {
      for (const channel of [...episodes.keys()]) end(channel);
    },
  };
}
