/** Albums among updates. Pure. */
import type { Update } from "grammy/types";
import { getAlbumId } from "./incoming.js";

export function partsOfAlbums(updates: readonly Update[]): number {
  return updates.filter((update) => toKey(update) !== undefined).length;
}

/** @returns the updates before the last album, whose other parts may follow; all of them, if it is the first of them */
export function cutAlbum(updates: readonly Update[]): readonly Update[] {
  const last = updates.findLast((update) => toKey(update) !== undefined);
  if (last === undefined) return updates;
  const begin = updates.findIndex((update) => toKey(update) === toKey(last));
  return begin === 0 ? updates : updates.slice(0, begin);
}

function toKey({ message }: Update): string | undefined {
  return message === undefined ? undefined : getAlbumId(message);
}
