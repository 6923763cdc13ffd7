/**
 * Keeps the parsed content of files until they change. An unchanged file costs one `stat`; a missing, refused or
 * irregular file is null. Never reads outside the roots that the caller allows.
 */
import type { BigIntStats } from "node:fs";
import { openRegularFile, readHead } from "./safe-open.js";
import { isFresh, readStats, toStamp } from "./stamp.js";
import { isWithin } from "./within.js";

export interface FileCacheOptions<T> {
  /** Parses the first `maxBytes` of a file; `cut` when the file is longer. */
  parse: (text: string, cut: boolean) => T;
  maxBytes: number;
  /** Files kept at once. One more clears the cache. */
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
  /** Real paths. They and everything below them are never read, even inside a root. */
  closed: readonly string[];
}

export interface FileCache<T> {
  /**
   * @param path absolute
   * @param roots see {@link FilePlaces}
   */
  get(path: string, roots: readonly string[]): Promise<T | null>;
  /**
   * Like `get`, for places that are costly to determine: `places` is called only when the file is opened.
   *
   * @param scope identifies the places; a file that was allowed in another scope is checked again
   */
  getWithin(path: string, scope: string, places: () => Promise<FilePlaces>): Promise<T | null>;
}

export function createFileCache<T>(options: FileCacheOptions<T>): FileCache<T> {
  const { now = Date.now } = options;
  const known = new Map<string, { stamp: string; value: T | null }>();
  const remember = (key: string, stats: BigIntStats, value: T | null): T | null => {
    if (known.size >= options.maxFiles) known.clear();
    known.set(key, { stamp: toStamp(stats), value });
    return value;
  };

  async function getWithin(
    path: string,
    scope: string,
    places: () => Promise<FilePlaces>,
  ): Promise<T | null> {
    const key = `${path}\0${scope}`;
    const stats = await readStats(path);
    const cached = known.get(key);
    if (stats !== null && cached?.stamp === toStamp(stats)) return cached.value;
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
