/** What an event says in one line. An event without words of its own is named by its type. Pure. */
import { duration, money } from "../../lib/figures";
import type { Formats } from "../../locale/en/events";
import { words } from "../../locale/words";

type Say = (data: unknown, formats: Formats) => string;

/** What a revision of the settings changed. */
export function settingsWords(paths: readonly string[]): string {
  return words.events.settings(paths);
}

export function wordsOfEvent(type: string, data: unknown): string {
  const { byType } = words.events;
  const say = Object.hasOwn(byType, type) ? byType[type as keyof typeof byType] : undefined;
  // The daemon wrote both, so the data fits its type.
  return say === undefined ? type.replaceAll(/[._]/g, " ") : (say as Say)(data, { duration, money });
}
