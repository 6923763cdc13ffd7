/**
 * The folder `company` of a home: notes (Markdown with a name and a summary), and documents in its folder `files`. Guarantees:
 * bounded in files, depth and bytes; follows no link; a file that cannot be read hides no other.
 */
import { lstat, mkdir, opendir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, openRegularFile, readCapped, toStamp } from "@tinyagi/base";
import { createMemory, type Memory, NOTE_MAX_BYTES } from "../memory/memory.js";
import { realFolder } from "../memory/memory-tree.js";

export const COMPANY_FOLDER = "company";
export const DOCUMENTS = "files/";
/** Documents that are listed. */
export const DOCUMENTS_MAX = 500;
/** Entries that are looked at: of notes, and of documents, so that many documents hide no note. */
const ENTRIES_MAX = 2 * DOCUMENTS_MAX;
const DEPTH_MAX = 6;
/** Formats that are text; others are only listed. */
const TEXT_NAMES =
  /\.(?:md|markdown|txt|text|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|rst|org|tex|log|ics|vcf)$/i;
/** Names that would break a list or a terminal. */
const UNSAFE_NAME = /[\p{Cc}\p{Cf}\\`]/u;

export interface CompanyFile {
  /** Relative to the company folder, with `/`. */
  path: string;
  stamp: string;
  bytes: number;
  readable: boolean;
}

export interface CompanyFolder {
  /** Absolute. */
  readonly path: string;
  readonly notes: Memory;
  /** Costs one look at the disk while there is no company folder. */
  exists(): Promise<boolean>;
  /** Notes and documents with their stamps, sorted. */
  files(): Promise<{ notes: CompanyFile[]; documents: CompanyFile[]; cut: boolean }>;
  /** The text of a note or document; null when it is none, is too large, binary or gone. */
  text(path: string): Promise<string | null>;
}

export function createCompanyFolder(home: string): CompanyFolder {
  const folder = join(home, COMPANY_FOLDER);
  const notes = createMemory({
    workspaces: {
      toPath: async () => home,
      async ensure() {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return home;
      },
    },
    place: { folder: COMPANY_FOLDER, list: "tinyagi company list" },
  });
  return {
    path: folder,
    notes,
    exists: () => isFolder(folder),
    async files() {
      const notes = await walkAll(folder, "");
      const documents = await walkAll(folder, DOCUMENTS);
      return {
        notes: notes.found.filter(({ path }) => /\.md$/i.test(path)),
        documents: documents.found.slice(0, DOCUMENTS_MAX),
        cut: notes.cut || documents.cut || documents.found.length > DOCUMENTS_MAX,
      };
    },
    text: (path) => readText(folder, path),
  };
}

interface Walk {
  readonly root: string;
  readonly found: CompanyFile[];
  left: number;
  cut: boolean;
}

/** What is below a part of the folder, sorted. The folder of documents is a part of its own. */
async function walkAll(root: string, part: string): Promise<Walk> {
  const walk: Walk = { root, found: [], left: ENTRIES_MAX, cut: false };
  if ((await isFolder(root)) && (part === "" || (await isFolder(join(root, part.slice(0, -1))))))
    await walkFolder(walk, part, part === "" ? 1 : 2);
  walk.found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return walk;
}

async function walkFolder(walk: Walk, path: string, depth: number): Promise<void> {
  const names: { name: string; isFolder: boolean }[] = [];
  for await (const entry of await opendir(join(walk.root, path))) {
    walk.left -= 1;
    if (walk.left < 0) {
      walk.cut = true;
      break;
    }
    if (entry.name.startsWith(".") || UNSAFE_NAME.test(entry.name)) continue;
    if (path === "" && `${entry.name}/` === DOCUMENTS) continue;
    if (entry.isFile() || entry.isDirectory())
      names.push({ name: entry.name, isFolder: entry.isDirectory() });
  }
  for (const { name, isFolder: isInner } of names) {
    if (isInner && depth === DEPTH_MAX) walk.cut = true;
    else if (isInner) await walkFolder(walk, `${path}${name}/`, depth + 1);
    else await addFile(walk, `${path}${name}`);
  }
}

async function addFile(walk: Walk, path: string): Promise<void> {
  try {
    const stats = await lstat(join(walk.root, path), { bigint: true });
    if (!stats.isFile()) return;
    const bytes = Number(stats.size);
    walk.found.push({
      path,
      stamp: toStamp(stats),
      bytes,
      readable: TEXT_NAMES.test(path) && bytes <= NOTE_MAX_BYTES,
    });
  } catch (error) {
    // Removed since it was listed.
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return false;
    throw error;
  }
}

async function readText(folder: string, path: string): Promise<string | null> {
  if (!TEXT_NAMES.test(path) || path.split("/").some((part) => part === "" || part.startsWith(".")))
    return null;
  const root = await realFolder(folder);
  if (root === null) return null;
  const place = join(root, path);
  const opened = await openRegularFile(place, (real) => real === place);
  if (!opened.ok) return null;
  try {
    const bytes = await readCapped(opened.handle, NOTE_MAX_BYTES);
    // A file with a NUL is no text, whatever its name says.
    return bytes === null || bytes.includes(0) ? null : bytes.toString("utf8");
  } finally {
    await opened.handle.close();
  }
}
