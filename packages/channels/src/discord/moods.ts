/** A mood is one reaction of the bot: the next one replaces it. */
import type { MessageRef } from "../adapter/chat.js";
import type { Mood } from "../adapter/outgoing.js";
import type { DiscordCalls } from "./discord-calls.js";

const EMOJI = { seen: "👀", done: "✅", failed: "❌" } as const satisfies Record<Mood, string>;
const REMEMBERED_MAX = 1_000;

/** @throws PlatformError (the returned function) */
export function createMoods(calls: DiscordCalls) {
  /** By message id. What an earlier process showed was `seen`. */
  const shown = new Map<string, Mood>();
  return async ({ chat, id }: MessageRef, mood: Mood, signal: AbortSignal): Promise<void> => {
    // A command is no message of the chat.
    if (!/^\d+$/.test(id)) return;
    const before = shown.get(id) ?? (mood === "seen" ? undefined : "seen");
    if (before === mood) return;
    await calls.call({ what: "a reaction", signal }, async (api, options) => {
      await api.channels.addMessageReaction(chat.id, id, EMOJI[mood], options);
      if (before !== undefined)
        await api.channels.deleteOwnMessageReaction(chat.id, id, EMOJI[before], options);
    });
    shown.set(id, mood);
    const [oldest] = shown.keys();
    if (shown.size > REMEMBERED_MAX && oldest !== undefined) shown.delete(oldest);
  };
}
