/**
 * Adds the real paths of the home and of the folders in it that agents may read. Prompts use the configured paths, but a
 * CLI may check either.
 */
import { realPathOf } from "@tinyagi/core";
import type { SealedHome } from "./bubblewrap.js";

/** Returns the home with configured and real paths. */
export async function withRealPaths(sealed: SealedHome | undefined): Promise<SealedHome | undefined> {
  if (sealed === undefined) return undefined;
  const real = await Promise.all(sealed.readable.map(realPathOf));
  return {
    ...sealed,
    realHome: await realPathOf(sealed.home),
    readable: [...new Set([...sealed.readable, ...real])],
  };
}
