/** A mood is one reaction of the bot: the next one replaces it. */
import type { MessageRef } from "../adapter/chat.js";
import type { Mood } from "../adapter/outgoing.js";
import { isTimestamp } from "./outgoing-bodies.js";
import type { SlackCalls } from "./slack-calls.js";
import { toRefusal } from "./slack-error.js";

const EMOJI = { seen: "eyes", done: "white_check_mark", failed: "x" } as const satisfies Record<Mood, string>;
const REMEMBERED_MAX = 1_000;
/** It is as it should be. */
const SETTLED: ReadonlySet<string | undefined> = new Set(["already_reacted", "no_reaction"]);

/** @throws PlatformError (the returned function) */
export function createMoods(calls: SlackCalls) {
  /** By message. What an earlier process showed was `seen`. */
  const shown = new Map<string, Mood>();
  return async ({ chat, id }: MessageRef, mood: Mood, signal: AbortSignal): Promise<void> => {
    // A command is no message of the chat.
    if (!isTimestamp(id)) return;
    const place = `${chat.id}/${id}`;
    const before = shown.get(place) ?? (mood === "seen" ? undefined : "seen");
    if (before === mood) return;
    await calls.call({ what: "a reaction", signal }, async (api) => {
      const at = { channel: chat.id, timestamp: id };
      await unlessSettled(api.reactions.add({ ...at, name: EMOJI[mood] }));
      if (before !== undefined) await unlessSettled(api.reactions.remove({ ...at, name: EMOJI[before] }));
    });
    shown.set(place, mood);
    const [oldest] = shown.keys();
    if (shown.size > REMEMBERED_MAX && oldest !== undefined) shown.delete(oldest);
  };
}

async function unlessSettled(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!SETTLED.has(toRefusal(error))) throw error;
  }
}
