/**
 * What was read from a file, kept until the file changes. An unchanged file costs one `stat`; a file that is gone,
 * refused or no regular file is null. Never follows a path to where the caller did not allow it.
 */
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";
import { openRegularFile, readHead } from "./safe-open.js";
import { isWithin } from "./within.js";

export interface FileCacheOptions<T> {
  /** Turns the first `maxBytes` of a file into what is kept; `cut` when there was more. */
  parse: (text: string, cut: boolean) => T;
  maxBytes: number;
  /** Files remembered at once; when there are more the memory starts anew. */
  maxFiles: number;
  /** Told why a file that exists was not read. */
  onRefused?: (path: string, reason: string) => void;
}

export interface FileCache<T> {
  /**
   * @param path absolute
   * @param roots real paths; the real path of the file must be one of them or below one
   * @param closed real paths; nothing is read that is one of them or below one, whatever the roots are
   */
  get(path: string, roots: readonly string[], closed?: readonly string[]): Promise<T | null>;
}

export function createFileCache<T>(options: FileCacheOptions<T>): FileCache<T> {
  const known = new Map<string, { stamp: string; value: T | null }>();
  const remember = (key: string, stamp: string, value: T | null): T | null => {
    if (known.size >= options.maxFiles) known.clear();
    known.set(key, { stamp, value });
    return value;
  };
  return {
    get: async (path, roots, closed = []) => {
      // What was allowed under other roots is judged anew.
      const key = [path, ...roots, "", ...closed].join("\0");
      const isAllowed = (real: string) =>
        roots.some((root) => isWithin(real, root)) && !closed.some((tree) => isWithin(real, tree));
      const stamp = await stampOf(path);
      const cached = known.get(key);
      if (stamp !== null && cached?.stamp === stamp) return cached.value;
      known.delete(key);
      if (stamp === null) return null;
      const opened = await openRegularFile(path, isAllowed);
      if (!opened.ok) {
        if (opened.missing) return null;
        options.onRefused?.(path, opened.reason);
        return remember(key, stamp, null);
      }
      try {
        const read = stampOfStats(await opened.handle.stat({ bigint: true }));
        const { text, cut } = await readHead(opened.handle, options.maxBytes);
        return remember(key, read, options.parse(text, cut));
      } finally {
        await opened.handle.close();
      }
    },
  };
}

/** Changes whenever the file behind `path` is another one or was written; null when there is none. */
export async function stampOf(path: string): Promise<string | null> {
  try {
    return stampOfStats(await stat(path, { bigint: true }));
  } catch (error) {
    // A path that cannot even be looked at is as good as missing; what exists is judged when it is opened.
    if (["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "ENAMETOOLONG"].includes(errorCode(error))) return null;
    throw error;
  }
}

function stampOfStats(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(":");
}
