/**
 * What was read from a file, kept until the file changes. An unchanged file costs one `stat`; a file that is gone,
 * refused or not a regular file is null. Never follows a path to where the caller did not allow it.
 */
import type { BigIntStats } from "node:fs";
import { openRegularFile, readHead } from "./safe-open.js";
import { isFresh, stampOf, statsOf } from "./stamp.js";
import { isWithin } from "./within.js";

export interface FileCacheOptions<T> {
  /** Turns the first `maxBytes` of a file into what is kept; `cut` when there was more. */
  parse: (text: string, cut: boolean) => T;
  maxBytes: number;
  /** Files remembered at once. When there are more, all are forgotten. */
  maxFiles: number;
  /** Called with the reason when a file that exists was not read. */
  onRefused?: (path: string, reason: string) => void;
  /** The time in epoch milliseconds. Default: the system clock, which the file system uses too. */
  now?: (() => number) | undefined;
}

/** Where a file may be. */
export interface FilePlaces {
  /** Real paths. The real path of the file must be one of them or below one. */
  roots: readonly string[];
  /** Real paths. Nothing is read that is one of them or below one, whatever the roots are. */
  closed: readonly string[];
}

export interface FileCache<T> {
  /**
   * @param path absolute
   * @param roots see {@link FilePlaces}
   */
  get(path: string, roots: readonly string[]): Promise<T | null>;
  /**
   * The same for places that take work to find: `places` is called only when the file is opened.
   *
   * @param scope what the places depend on; a file that was allowed in another scope is checked again
   */
  getWithin(path: string, scope: string, places: () => Promise<FilePlaces>): Promise<T | null>;
}

export function createFileCache<T>(options: FileCacheOptions<T>): FileCache<T> {
  const { now = Date.now } = options;
  const known = new Map<string, { stamp: string; value: T | null }>();
  const remember = (key: string, stats: BigIntStats, value: T | null): T | null => {
    if (known.size >= options.maxFiles) known.clear();
    known.set(key, { stamp: stampOf(stats), value });
    return value;
  };

  async function getWithin(
    path: string,
    scope: string,
    places: () => Promise<FilePlaces>,
  ): Promise<T | null> {
    const key = `${path}\0${scope}`;
    const stats = await statsOf(path);
    const cached = known.get(key);
    if (stats !== null && cached?.stamp === stampOf(stats)) return cached.value;
    known.delete(key);
    if (stats === null) return null;
    const { roots, closed } = await places();
    const opened = await openRegularFile(
      path,
      (real) => roots.some((root) => isWithin(real, root)) && !closed.some((tree) => isWithin(real, tree)),
    );
    if (!opened.ok) {
      if (opened.missing) return null;
      options.onRefused?.(path, opened.reason);
      return remember(key, stats, null);
    }
    try {
      const read = await opened.handle.stat({ bigint: true });
      const { text, cut } = await readHead(opened.handle, options.maxBytes);
      const value = options.parse(text, cut);
      return isFresh(read, now()) ? value : remember(key, read, value);
    } finally {
      await opened.handle.close();
    }
  }

  return {
    getWithin,
    // The roots themselves are the scope: what was allowed in others is checked again.
    get: (path, roots) => getWithin(path, roots.join("\0"), async () => ({ roots, closed: [] })),
  };
}
