/**
 * The notes of an agent on disk: folders and Markdown files below `memory/`. Limits the number of entries, never follows
 * a link, and costs one `stat` per file and folder while nothing changes.
 */
import type { BigIntStats } from "node:fs";
import { lstat, opendir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  createFileCache,
  errorCode,
  type FileCache,
  isFresh,
  type NoteHead,
  openFolder,
  readNoteHead,
  toStamp,
} from "@tinyagi/base";

/** Nesting depth of folders, including the memory folder itself. */
export const MEMORY_DEPTH_MAX = 8;
/** Notes listed. */
export const MEMORY_FILES_MAX = 500;
/** Entries that are read in one folder. */
export const MEMORY_ENTRIES_MAX = 2_000;
const HEAD_MAX_BYTES = 16 * 1024;
/** Enough for several agents with full memories. */
const CACHED_MAX = 20_000;

/** Sorted names; `cut` when the folder holds more than were read. */
export interface FolderListing {
  folders: string[];
  notes: string[];
  cut: boolean;
}

/** Caches earlier reads; pass the same one to each call. */
export interface MemoryCache {
  heads: FileCache<NoteHead | "none">;
  listings: Map<string, { stamp: string; listing: FolderListing }>;
  now: () => number;
}

/** @param options.now as in `createFileCache` */
export function createMemoryCache({
  now = Date.now,
}: {
  now?: (() => number) | undefined;
} = {}): MemoryCache {
  const parse = (text: string): NoteHead | "none" => readNoteHead(text) ?? "none";
  return {
    heads: createFileCache({ parse, maxBytes: HEAD_MAX_BYTES, maxFiles: CACHED_MAX, now }),
    listings: new Map(),
    now,
  };
}

/** The real path of a folder; null when it is missing, a link or not a folder. */
export async function realFolder(dir: string): Promise<string | null> {
  try {
    if ((await statsOfFolder(dir)) === null) return null;
    // The last name is not resolved: it may have become a link since it was checked.
    return join(await realpath(dirname(dir)), basename(dir));
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}

/** Null when it is missing, a link or not a folder. */
async function statsOfFolder(dir: string): Promise<BigIntStats | null> {
  try {
    const stats = await lstat(dir, { bigint: true });
    return stats.isDirectory() ? stats : null;
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}

/** The contents of `folder` (absolute), from `cache` when it has not changed; empty when there is no such folder, or a link. */
export async function listFolder(cache: MemoryCache, folder: string): Promise<FolderListing> {
  const stats = await statsOfFolder(folder);
  if (stats === null) {
    cache.listings.delete(folder);
    return { folders: [], notes: [], cut: false };
  }
  const stamp = toStamp(stats);
  const known = cache.listings.get(folder);
  if (known?.stamp === stamp) return known.listing;
  const listing = await readFolder(folder);
  if (cache.listings.size >= CACHED_MAX) cache.listings.clear();
  if (isFresh(stats, cache.now())) cache.listings.delete(folder);
  else cache.listings.set(folder, { stamp, listing });
  return listing;
}

/** Sorted by name. Links, hidden entries and names that would break the list are left out. */
async function readFolder(folder: string): Promise<FolderListing> {
  const listing: FolderListing = { folders: [], notes: [], cut: false };
  let seen = 0;
  try {
    const open = await openFolder(folder);
    try {
      // Closed by the iteration, also when it is left early.
      for await (const entry of await opendir(open.path)) {
        seen += 1;
        if (seen > MEMORY_ENTRIES_MAX) {
          listing.cut = true;
          break;
        }
        if (entry.name.startsWith(".") || /[\p{Cc}`]/u.test(entry.name)) continue;
        if (entry.isDirectory()) listing.folders.push(entry.name);
        else if (entry.isFile() && entry.name.toLowerCase().endsWith(".md")) listing.notes.push(entry.name);
      }
    } finally {
      await open.close();
    }
  } catch (error) {
    // Removed or made unreadable since it was listed: report the listing as incomplete.
    if (!isUnreachable(error)) throw error;
    listing.cut = true;
  }
  listing.folders.sort();
  listing.notes.sort();
  return listing;
}

function isUnreachable(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "EACCES"].includes(errorCode(error));
}
