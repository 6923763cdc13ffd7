/**
 * Adds the real paths of the home and of the folders in it that agents may read. Prompts use the configured paths, but a
 * CLI may check either.
 */
import { resolveRealPath } from "@tinyagi/home";
import type { SealedHome } from "./closed-places.js";

/**
 * Returns a function that adds the real paths. They are looked up once: the daemon has its home open, and agents cannot
 * write where its links are.
 */
export function createSealedHome(sealed: SealedHome | undefined): () => Promise<SealedHome | undefined> {
  let known: Promise<SealedHome | undefined> | undefined;
  return async () => {
    known ??= withRealPaths(sealed);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

async function withRealPaths(sealed: SealedHome | undefined): Promise<SealedHome | undefined> {
  if (sealed === undefined) return undefined;
  const real = await Promise.all(sealed.readable.map(resolveRealPath));
  return {
    ...sealed,
    realHome: await resolveRealPath(sealed.home),
    readable: [...new Set([...sealed.readable, ...real])],
  };
}
