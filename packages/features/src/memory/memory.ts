/**
 * An agent's notes for the API and the command line: list, read, write, remove, search. Only inside the agent's
 * effective workspace. Links are never followed or replaced, neither as a note nor as a folder on its path.
 */
import { lstat, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import {
  errorCode,
  noteBody,
  openFolderBelow,
  openRegularFile,
  type PinnedFolder,
  readCapped,
  readNoteHead,
  writeFileAtomic,
} from "@tinyagi/base";
import { AppError, MIB } from "@tinyagi/contracts";
import type { Workspaces } from "@tinyagi/home";
import { readMemoryIndex } from "./memory-index.js";
import {
  createMemoryCache,
  listFolder,
  MEMORY_DEPTH_MAX,
  MEMORY_FILES_MAX,
  type MemoryCache,
  realFolder,
} from "./memory-tree.js";
import { parseNotePath } from "./note-path.js";
import { type NoteMatch, searchNotes } from "./note-search.js";

export const NOTE_MAX_BYTES = 256 * 1024;
/** Most bytes of all notes of one agent. */
export const MEMORY_MAX_BYTES = 64 * MIB;
/** Most bytes of notes that one search reads. */
export const SEARCH_MAX_BYTES = 16 * 1024 * 1024;

/** Where notes are, and what its messages call it. */
export interface NotesPlace {
  /** Name of the folder in the workspace. */
  folder: string;
  /** The command that lists them. */
  list: string;
}
const MEMORY: NotesPlace = { folder: "memory", list: "tinyagi memory list <agent>" };

export interface NoteEntry {
  /** From the frontmatter, else the file's name without its extension. */
  name: string;
  /** Relative to the memory folder, with `/`. */
  path: string;
}

export interface Note extends NoteEntry {
  /** Empty without valid frontmatter. */
  summary: string;
  /** The whole file, including the frontmatter. */
  content: string;
}

/** All methods throw AppError `UNKNOWN_AGENT` or `PATH_REFUSED` as workspaces do. */
export interface Memory {
  /** @returns the index as in the prompt, every note, and the folder's absolute path */
  list(agentId: string): Promise<{ index: string; files: NoteEntry[]; memoryDir: string }>;
  /** @throws AppError `NOT_FOUND`, `PATH_REFUSED` */
  read(agentId: string, path: string): Promise<Note>;
  /**
   * Creates or replaces a note, with the folders on its path.
   *
   * @param content at most 256 KiB, starting with frontmatter that contains `name` and `summary`
   * @throws AppError `INVALID_INPUT` when one of them is missing, `PATH_REFUSED`
   */
  write(agentId: string, path: string, content: string): Promise<Note & { created: boolean }>;
  /** Removes a note, and its folders if they become empty. @throws AppError `NOT_FOUND`, `PATH_REFUSED` */
  remove(agentId: string, path: string): Promise<void>;
  /** Notes that contain every word, best first. `cut` when there were more notes than one search reads. */
  search(agentId: string, query: string, limit: number): Promise<{ results: NoteMatch[]; cut: boolean }>;
}

export function createMemory(options: {
  workspaces: Pick<Workspaces, "toPath" | "ensure">;
  /** Default: an agent's memory. */
  place?: NotesPlace;
}): Memory {
  const { workspaces, place: notesPlace = MEMORY } = options;
  const { folder } = notesPlace;
  const cache = createMemoryCache();
  const existing = async (agentId: string) => realFolder(join(await workspaces.toPath(agentId), folder));
  const unknownNote = () => noNote(notesPlace);

  return {
    async list(agentId) {
      const memoryDir = join(await workspaces.toPath(agentId), folder);
      const root = await realFolder(memoryDir);
      if (root === null) return { index: "", files: [], memoryDir };
      const { paths } = await notePaths(cache, root);
      const files: NoteEntry[] = [];
      for (const path of paths) {
        const absolute = join(root, path);
        const head = await cache.heads.get(absolute, [absolute]);
        if (head !== null) files.push({ name: typeof head === "string" ? plainName(path) : head.name, path });
      }
      return { index: await readMemoryIndex(memoryDir, cache), files, memoryDir };
    },
    async read(agentId, path) {
      const segments = parseNotePath(path, folder);
      const root = await existing(agentId);
      if (root === null) throw unknownNote();
      return toNote(segments.join("/"), await readNote(root, segments, unknownNote));
    },
    async write(agentId, path, content) {
      const segments = parseNotePath(path, folder);
      assertNote(content);
      const root = await realFolder(join(await workspaces.ensure(agentId), folder));
      if (root === null) throw refused(`the folder ${folder} is a link or not a folder`);
      await assertRoom(cache, root, { path: segments.join("/"), bytes: Buffer.byteLength(content) });
      const created = await placeNote(root, segments, content);
      return { ...toNote(segments.join("/"), content), created };
    },
    async remove(agentId, path) {
      const segments = parseNotePath(path, folder);
      const root = await existing(agentId);
      if (root === null) throw unknownNote();
      await removeNote(root, segments, unknownNote);
    },
    async search(agentId, query, limit) {
      const root = await existing(agentId);
      if (root === null) return { results: [], cut: false };
      const { notes, cut } = await readAll(cache, root);
      return { results: searchNotes(notes, query, limit), cut };
    },
  };
}

/** Paths of all notes in `root`, folder by folder, up to `MEMORY_FILES_MAX`. */
async function notePaths(cache: MemoryCache, root: string): Promise<{ paths: string[]; cut: boolean }> {
  const paths: string[] = [];
  let cut = false;
  const walk = async (folder: string, depth: number): Promise<void> => {
    const listing = await listFolder(cache, join(root, folder));
    cut ||= listing.cut;
    paths.push(...listing.notes.map((name) => `${folder}${name}`));
    for (const name of listing.folders) {
      if (paths.length > MEMORY_FILES_MAX || depth === MEMORY_DEPTH_MAX) {
        cut = true;
        return;
      }
      await walk(`${folder}${name}/`, depth + 1);
    }
  };
  await walk("", 1);
  return { paths: paths.slice(0, MEMORY_FILES_MAX), cut: cut || paths.length > MEMORY_FILES_MAX };
}

/** Refuses a note that would make the memory larger than one agent may have. */
async function assertRoom(
  cache: MemoryCache,
  root: string,
  note: { path: string; bytes: number },
): Promise<void> {
  const { paths } = await notePaths(cache, root);
  const others = paths.filter((path) => path !== note.path);
  if (others.length === paths.length && paths.length >= MEMORY_FILES_MAX)
    throw full(`has ${MEMORY_FILES_MAX} notes`);
  let bytes = note.bytes;
  for (const path of others) bytes += await measureSize(join(root, path));
  if (bytes > MEMORY_MAX_BYTES) throw full(`would have more than ${MEMORY_MAX_BYTES / MIB} MiB of notes`);
}

/** 0 for a note that was removed since it was listed. */
async function measureSize(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
}

function full(what: string): AppError {
  return new AppError(
    "CONFLICT",
    `The memory ${what}, the most that an agent may have. Merge or remove notes first.`,
  );
}

async function readAll(cache: MemoryCache, root: string) {
  const { paths, cut } = await notePaths(cache, root);
  const notes: { path: string; name: string; summary: string; body: string }[] = [];
  let left = SEARCH_MAX_BYTES;
  for (const path of paths) {
    const content = await readIfReadable(join(root, path));
    if (content === null) continue;
    left -= content.length;
    if (left < 0) return { notes, cut: true };
    const { name, summary } = toNote(path, content);
    notes.push({ path, name, summary, body: noteBody(content) });
  }
  return { notes, cut };
}

/** Null for a file that cannot be read, because one bad file must not hide the others. */
async function readIfReadable(absolute: string): Promise<string | null> {
  const opened = await openRegularFile(absolute, (real) => real === absolute);
  if (!opened.ok) return null;
  try {
    return (await readCapped(opened.handle, NOTE_MAX_BYTES))?.toString("utf8") ?? null;
  } finally {
    await opened.handle.close();
  }
}

async function readNote(root: string, segments: readonly string[], unknown: () => AppError): Promise<string> {
  const absolute = join(root, ...segments);
  const opened = await openRegularFile(absolute, (real) => real === absolute);
  if (!opened.ok) throw opened.missing ? unknown() : refused(opened.reason);
  try {
    const bytes = await readCapped(opened.handle, NOTE_MAX_BYTES);
    if (bytes === null) throw refused(`it is larger than ${NOTE_MAX_BYTES} bytes`);
    return bytes.toString("utf8");
  } finally {
    await opened.handle.close();
  }
}

function toNote(path: string, content: string): Note {
  const head = readNoteHead(content);
  if (head === null || head === "broken") return { name: plainName(path), path, summary: "", content };
  return { name: head.name, path, summary: head.summary, content };
}

function plainName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/i, "");
}

export function assertNote(content: string): void {
  if (Buffer.byteLength(content) > NOTE_MAX_BYTES)
    throw new AppError("PAYLOAD_TOO_LARGE", `A note has at most ${NOTE_MAX_BYTES} bytes.`);
  const head = readNoteHead(content);
  if (head !== null && head !== "broken") return;
  const why = head === "broken" ? "cannot be read" : "lacks name or summary";
  throw new AppError(
    "INVALID_INPUT",
    `The note's frontmatter ${why}. Start it with ---, a line "name: …", a line "summary: …" and ---.`,
    { details: [{ path: "content", message: `the frontmatter ${why}` }] },
  );
}

/** @returns whether the note is new */
async function placeNote(root: string, segments: readonly string[], content: string): Promise<boolean> {
  const folder = await openNoteFolder(root, segments.slice(0, -1), { create: true });
  try {
    const path = join(folder.path, segments.at(-1) ?? "");
    const there = await detectKind(path);
    if (there === "other") throw refused("it is not a regular file");
    await writeFileAtomic({ path, data: content, mode: 0o644 });
    return there === "nothing";
  } finally {
    await folder.close();
  }
}

async function removeNote(root: string, segments: readonly string[], unknown: () => AppError): Promise<void> {
  const folders = segments.slice(0, -1);
  const folder = await openNoteFolder(root, folders, { unknown });
  try {
    const path = join(folder.path, segments.at(-1) ?? "");
    const kind = await detectKind(path);
    if (kind === "nothing") throw unknown();
    if (kind === "other") throw refused("it is not a regular file");
    await unlink(path);
  } finally {
    await folder.close();
  }
  await removeEmpty(root, folders);
}

/** Removes the folders of a removed note, from the lowest up, as long as they are empty. */
async function removeEmpty(root: string, folders: readonly string[]): Promise<void> {
  for (let depth = folders.length; depth > 0; depth -= 1) {
    try {
      const above = await openFolderBelow(root, join(root, ...folders.slice(0, depth - 1)));
      try {
        await rmdir(join(above.path, folders[depth - 1] ?? ""));
      } finally {
        await above.close();
      }
    } catch (error) {
      if (["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) return;
      throw error;
    }
  }
}

/** Keeps the folder open, so that replacing it by a link meanwhile does not redirect the note. */
async function openNoteFolder(
  root: string,
  folders: readonly string[],
  { unknown, ...options }: { create?: boolean; unknown?: () => AppError },
): Promise<PinnedFolder> {
  try {
    return await openFolderBelow(root, join(root, ...folders), options);
  } catch (error) {
    if (errorCode(error) === "ENOENT" && unknown !== undefined) throw unknown();
    if (errorCode(error) === "ENOTDIR" || errorCode(error) === "ELOOP")
      throw refused("a link or a file is in the place of a folder");
    throw error;
  }
}

async function detectKind(path: string): Promise<"file" | "nothing" | "other"> {
  try {
    return (await lstat(path)).isFile() ? "file" : "other";
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return "nothing";
    throw error;
  }
}

function noNote({ list }: NotesPlace): AppError {
  return new AppError("NOT_FOUND", `There is no such note. List them with \`${list}\`.`);
}

function refused(reason: string): AppError {
  return new AppError("PATH_REFUSED", `The note is refused: ${reason}.`);
}
