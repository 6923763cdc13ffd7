/**
 * Folders of the daemon's home that agents may read: as they are named in prompts, and as they really are, since a
 * CLI judges a path by either.
 */
import { realPathOf } from "@tinyagi/core";
import type { SealedHome } from "./bubblewrap.js";

/** The home with both its names and those of each folder that agents may read. */
export async function withRealPaths(sealed: SealedHome | undefined): Promise<SealedHome | undefined> {
  if (sealed === undefined) return undefined;
  const real = await Promise.all(sealed.readable.map(realPathOf));
  return {
    ...sealed,
    realHome: await realPathOf(sealed.home),
    readable: [...new Set([...sealed.readable, ...real])],
  };
}
