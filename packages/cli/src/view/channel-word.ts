import { en } from "@tinyagi/views";

/** The state of a channel in a word. One that only a newer daemon knows is named as it comes. */
export function channelWord(state: string): string {
  const words: Readonly<Record<string, string>> = en.channels.states;
  return (Object.hasOwn(words, state) ? (words[state] ?? state) : state).toLowerCase();
}
