/**
 * The files of a workspace as they are saved: a list in a fixed order, page by page, and their bytes, part by part. Links
 * are never followed out of the workspace. What is no regular file is named with the reason.
 */
import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode, isWithin, openRegularFile } from "@tinyagi/base";
import {
  FILE_PART_BYTES,
  type FileRefusal,
  refusedFile,
  type WorkspaceInput,
  type WorkspaceOutput,
} from "@tinyagi/contracts";

/** The files that define an agent. */
const AGENT_PLACES = [".agents", ".claude", ".tinyagi", "AGENTS.md", "heartbeat.md", "memory"] as const;
/** Never saved: a command can create them again, or they belong to another program. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", ".git", ".venv", "__pycache__"]);
/** Files and what is left out, together, in one page. */
export const PAGE_MAX = 1_000;

/** Lists that wait for their next page. One beyond these is begun again, from where its page ended. */
const OPEN_MAX = 8;

type Page = WorkspaceOutput<"listFiles">;
type Wanted = WorkspaceInput<"listFiles">;

/** A file, or what is left out, with the reason. */
interface Found {
  path: string;
  refusal?: FileRefusal;
}

interface Walk {
  found: AsyncGenerator<Found, void>;
  /** What the next page begins with. */
  ahead: IteratorResult<Found, void>;
}

/** The lists of all workspaces of a machine. A walk stays open between two pages, so that it reads each folder once. */
export function createFileLists(): (workspace: string, wanted: Wanted) => Promise<Page> {
  const open = new Map<string, Walk>();

  /** @param workspace a real path */
  return async (workspace, { mode, after }) => {
    const toKey = (next: string | null) => JSON.stringify([workspace, mode, next]);
    const key = toKey(after);
    const walk = open.get(key) ?? (await begin(workspace, { mode, after }));
    open.delete(key);
    const page = await takePage(walk);
    if (page.next === null) return page;
    open.set(toKey(page.next), walk);
    const [oldest] = open.keys();
    if (open.size > OPEN_MAX && oldest !== undefined) open.delete(oldest);
    return page;
  };
}

async function begin(workspace: string, { mode, after }: Wanted): Promise<Walk> {
  const from = { workspace, after: after === null ? [] : after.split("/") };
  const found = mode === "all" ? visitFolder(from, "") : visitAgentPlaces(from);
  return { found, ahead: await found.next() };
}

/** Takes what the page has room for out of the walk. */
async function takePage(walk: Walk): Promise<Page> {
  const page: Page = { files: [], leftOut: [], next: null };
  for (let room = PAGE_MAX; !walk.ahead.done; room -= 1) {
    if (room === 0) return page;
    const { path, refusal } = walk.ahead.value;
    if (refusal === undefined) page.files.push(path);
    else page.leftOut.push({ path, ...refusedFile(refusal) });
    page.next = path;
    walk.ahead = await walk.found.next();
  }
  return { ...page, next: null };
}

interface From {
  workspace: string;
  /** Steps of the path at which the page before ended. */
  after: readonly string[];
}

async function* visitAgentPlaces(from: From): AsyncGenerator<Found, void> {
  for (const place of AGENT_PLACES) yield* visit(from, place, await lookAt(join(from.workspace, place)));
}

async function* visit(from: From, path: string, entry: Stats | Dirent | null): AsyncGenerator<Found, void> {
  if (entry === null || isBefore(path, from.after)) return;
  if (entry.isDirectory()) {
    if (!LEFT_OUT.has(basename(path))) yield* visitFolder(from, path);
    return;
  }
  if (entry.isFile()) {
    yield { path };
    return;
  }
  const refusal = await whyLeftOut(from.workspace, path);
  if (refusal !== undefined) yield { path, refusal };
}

async function* visitFolder(from: From, folder: string): AsyncGenerator<Found, void> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(from.workspace, folder), { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES") yield { path: folder, refusal: "permission" };
    // It was just deleted.
    else if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries)
    yield* visit(from, folder === "" ? entry.name : `${folder}/${entry.name}`, entry);
}

/** Whether an earlier page has it, with everything in it. */
function isBefore(path: string, after: readonly string[]): boolean {
  if (after.length === 0) return false;
  const steps = path.split("/");
  for (const [index, step] of steps.entries()) {
    const other = after[index];
    if (other === undefined) return false;
    if (step !== other) return step < other;
  }
  // A folder on the way to that path is not before it; the path itself is.
  return steps.length === after.length;
}

/** A link inside the workspace is no loss, because its target is saved too. */
async function whyLeftOut(workspace: string, path: string): Promise<FileRefusal | undefined> {
  const info = await lookAt(join(workspace, path));
  if (info === null) return undefined;
  if (!info.isSymbolicLink()) return "special";
  // A link that is broken, circular or not readable leads to nothing that is saved.
  const target = await realpath(join(workspace, path)).catch(() => undefined);
  return target !== undefined && isWithin(target, workspace) ? undefined : "link_out";
}

/** A part of a file. `stamp` says which file it was: a path may become another file between two parts. */
export async function readFilePart(
  workspace: string,
  { path, offset, stamp }: WorkspaceInput<"readFile">,
): Promise<WorkspaceOutput<"readFile">> {
  if (path.includes("\0")) return { ok: false, missing: false, ...refusedFile("path") };
  const opened = await openRegularFile(join(workspace, path), (real) => isWithin(real, workspace));
  if (!opened.ok) return { ok: false, missing: opened.missing, ...refusedFile(opened.refusal) };
  try {
    const { dev, ino, birthtimeNs, ctimeNs, size } = await opened.handle.stat({ bigint: true });
    // A number is given again at once. Where no birth is known, any change counts.
    const now = [dev, ino, birthtimeNs || ctimeNs].join(":");
    const isOther = stamp !== null && stamp !== now;
    if (isOther || offset > size) return { ok: false, missing: false, ...refusedFile("replaced") };
    const buffer = Buffer.alloc(Math.min(FILE_PART_BYTES, Math.max(0, Number(size) - offset)));
    const { bytesRead } = await opened.handle.read({ buffer, position: offset });
    const bytes = buffer.subarray(0, bytesRead).toString("base64");
    return { ok: true, bytes, last: bytesRead === 0 || offset + bytesRead >= Number(size), stamp: now };
  } finally {
    await opened.handle.close();
  }
}

async function lookAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}
