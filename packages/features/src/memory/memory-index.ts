/**
 * The list of an agent's notes, as a Markdown tree of names and summaries. Bounded in files, depth and length; links
 * are not followed.
 */
import { basename, join } from "node:path";
import {
  createMemoryCache,
  listFolder,
  MEMORY_DEPTH_MAX,
  MEMORY_FILES_MAX,
  type MemoryCache,
  realFolder,
} from "./memory-tree.js";

/** Most characters of the whole index. */
export const MEMORY_INDEX_MAX_CHARS = 32_000;
interface Walk {
  /** Real path of the memory folder. */
  root: string;
  /** The folder's name, shown before each path. */
  label: string;
  cache: MemoryCache;
  left: number;
  cut: boolean;
}

/**
 * The index of the notes inside `dir` (absolute); empty when there are none. Notes are Markdown files with `name` and
 * `summary` in their frontmatter. Files without them are omitted; notes with broken frontmatter are reported.
 */
export async function readMemoryIndex(
  dir: string,
  cache: MemoryCache = createMemoryCache(),
): Promise<string> {
  const root = await realFolder(dir);
  return root === null ? "" : indexOf(root, cache);
}

/** The same for the folder `memory` of a workspace whose real path is known. */
export async function readWorkspaceMemory(workspace: string, cache: MemoryCache): Promise<string> {
  return indexOf(join(workspace, "memory"), cache);
}

async function indexOf(root: string, cache: MemoryCache): Promise<string> {
  const walk: Walk = { root, label: basename(root), cache, left: MEMORY_FILES_MAX, cut: false };
  const lines = await renderFolder(walk, "", 1);
  const shown = linesWithin(lines, MEMORY_INDEX_MAX_CHARS);
  if (walk.cut || shown.length < lines.length) {
    shown.push("- … there are more notes than listed here; see the folder");
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

/** Lines for a folder and everything inside it; `path` is relative to the memory folder, with `/`. */
async function renderFolder(walk: Walk, path: string, depth: number): Promise<string[]> {
  const listing = await listFolder(walk.cache, join(walk.root, path));
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
    const children = await renderFolder(walk, `${path}${name}/`, depth + 1);
    if (children.length > 0) lines.push(`${indent}- **[${name}/]**`, ...children);
  }
  return lines;
}

async function renderNote(walk: Walk, path: string): Promise<string | null> {
  const absolute = join(walk.root, path);
  const head = await walk.cache.heads.get(absolute, [absolute]);
  if (head === null || head === "none") return null;
  const shown = `\`${walk.label}/${path}\``;
  if (head === "broken") return `- ${shown} — its frontmatter is not valid; correct it`;
  return `- **${head.name}** — ${head.summary}  ${shown}`;
}
