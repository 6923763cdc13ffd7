/** Albums among updates. Pure. */
import type { Update } from "grammy/types";
import { albumOf } from "./incoming.js";

export function partsOfAlbums(updates: readonly Update[]): number {
  return updates.filter((update) => keyOf(update) !== undefined).length;
}

/** @returns the updates before the last album, whose other parts may follow; all of them, if it is the first of them */
export function cutAlbum(updates: readonly Update[]): readonly Update[] {
  const last = updates.findLast((update) => keyOf(update) !== undefined);
  if (last === undefined) return updates;
  const begin = updates.findIndex((update) => keyOf(update) === keyOf(last));
  return begin === 0 ? updates : updates.slice(0, begin);
}

function keyOf({ message }: Update): string | undefined {
  return message === undefined ? undefined : albumOf(message);
}
