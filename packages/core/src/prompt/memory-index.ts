/**
 * The list of an agent's notes, as a Markdown tree of names and summaries. Bounded in files, depth and length, never
 * follows a link, and costs one `stat` per file and folder while nothing changes.
 */
import { lstat, opendir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode } from "../files/atomic-file.js";
import { createFileCache, type FileCache, stampOf } from "./file-cache.js";
import { type NoteHead, readNoteHead } from "./frontmatter.js";

/** Notes listed. */
export const MEMORY_FILES_MAX = 500;
/** Folders below each other, the memory folder itself being the first. */
export const MEMORY_DEPTH_MAX = 8;
/** Entries looked at in one folder. */
export const MEMORY_ENTRIES_MAX = 2_000;
/** Characters of the whole index. */
export const MEMORY_INDEX_MAX_CHARS = 32_000;
const HEAD_MAX_BYTES = 16 * 1024;
/** What several agents with full memories need. */
const CACHED_MAX = 20_000;

interface Listing {
  folders: string[];
  notes: string[];
  cut: boolean;
}

/** What was seen before; hand the same one to each call. */
export interface MemoryCache {
  heads: FileCache<NoteHead | "none">;
  listings: Map<string, { stamp: string; listing: Listing }>;
}

export function createMemoryCache(): MemoryCache {
  const parse = (text: string): NoteHead | "none" => readNoteHead(text) ?? "none";
  return {
    heads: createFileCache({ parse, maxBytes: HEAD_MAX_BYTES, maxFiles: CACHED_MAX }),
    listings: new Map(),
  };
}

interface Walk {
  /** Real path of the memory folder. */
  root: string;
  /** Its name, in front of each path shown. */
  label: string;
  cache: MemoryCache;
  left: number;
  cut: boolean;
}

/**
 * The index of the notes below `dir` (absolute); empty when there are none. Notes are Markdown files with `name` and
 * `summary` in their frontmatter; those without are left out, those whose frontmatter is broken are named as such.
 */
export async function readMemoryIndex(
  dir: string,
  cache: MemoryCache = createMemoryCache(),
): Promise<string> {
  const root = await realFolder(dir);
  if (root === null) return "";
  const walk: Walk = { root, label: basename(dir), cache, left: MEMORY_FILES_MAX, cut: false };
  const lines = await renderFolder(walk, "", 1);
  const shown = linesWithin(lines, MEMORY_INDEX_MAX_CHARS);
  if (walk.cut || shown.length < lines.length) {
    shown.push("- … there are more notes than are listed here; look into the folder");
  }
  return shown.join("\n");
}

function linesWithin(lines: readonly string[], maxChars: number): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > maxChars) break;
    shown.push(line);
  }
  return shown;
}

/** Null for what is missing, a link, or no folder. */
async function realFolder(dir: string): Promise<string | null> {
  try {
    return (await lstat(dir)).isDirectory() ? await realpath(dir) : null;
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}

/** Lines of a folder and all below it; `path` is relative to the memory folder, with `/`. */
async function renderFolder(walk: Walk, path: string, depth: number): Promise<string[]> {
  const listing = await listFolder(walk, join(walk.root, path));
  if (listing.cut) walk.cut = true;
  const indent = "  ".repeat(depth - 1);
  const lines: string[] = [];
  for (const name of listing.notes) {
    if (walk.left === 0) {
      walk.cut = true;
      return lines;
    }
    const line = await renderNote(walk, `${path}${name}`);
    if (line === null) continue;
    walk.left -= 1;
    lines.push(`${indent}${line}`);
  }
  for (const name of listing.folders) {
    if (depth === MEMORY_DEPTH_MAX) {
      walk.cut = true;
      return lines;
    }
    const below = await renderFolder(walk, `${path}${name}/`, depth + 1);
    if (below.length > 0) lines.push(`${indent}- **[${name}/]**`, ...below);
  }
  return lines;
}

async function renderNote(walk: Walk, path: string): Promise<string | null> {
  const absolute = join(walk.root, path);
  const head = await walk.cache.heads.get(absolute, [absolute]);
  if (head === null || head === "none") return null;
  const shown = `\`${walk.label}/${path}\``;
  if (head === "broken") return `- ${shown} — its frontmatter cannot be read; correct it`;
  return `- **${head.name}** — ${head.summary}  ${shown}`;
}

async function listFolder({ cache }: Walk, folder: string): Promise<Listing> {
  const stamp = await stampOf(folder);
  const known = cache.listings.get(folder);
  if (stamp !== null && known?.stamp === stamp) return known.listing;
  cache.listings.delete(folder);
  const listing = stamp === null ? { folders: [], notes: [], cut: false } : await readFolder(folder);
  if (cache.listings.size >= CACHED_MAX) cache.listings.clear();
  if (stamp !== null) cache.listings.set(folder, { stamp, listing });
  return listing;
}

/** Sorted by name. Links, hidden entries and names that would break the list are left out. */
async function readFolder(folder: string): Promise<Listing> {
  const listing: Listing = { folders: [], notes: [], cut: false };
  let seen = 0;
  try {
    // Closed by the iteration, also when it is left early.
    for await (const entry of await opendir(folder)) {
      seen += 1;
      if (seen > MEMORY_ENTRIES_MAX) {
        listing.cut = true;
        break;
      }
      if (entry.name.startsWith(".") || /[\p{Cc}`]/u.test(entry.name)) continue;
      if (entry.isDirectory()) listing.folders.push(entry.name);
      else if (entry.isFile() && entry.name.toLowerCase().endsWith(".md")) listing.notes.push(entry.name);
    }
  } catch (error) {
    // Removed or closed since it was listed: what was seen of it is told to be incomplete.
    if (!isUnreachable(error)) throw error;
    listing.cut = true;
  }
  listing.folders.sort();
  listing.notes.sort();
  return listing;
}

function isUnreachable(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error));
}
