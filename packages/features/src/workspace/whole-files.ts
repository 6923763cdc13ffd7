/**
 * The files of a workspace as they are saved: a list in a fixed order, page by page, and their bytes, part by part. Links
 * are never followed out of the workspace. What is no regular file is named with the reason.
 */
import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode, isWithin, openRegularFile } from "@tinyagi/base";
import { FILE_PART_BYTES, type WorkspaceInput, type WorkspaceOutput } from "@tinyagi/contracts";

/** The files that define an agent. */
const AGENT_PLACES = [".agents", ".claude", ".tinyagi", "AGENTS.md", "heartbeat.md", "memory"] as const;
/** Never saved: a command can create them again, or they belong to another program. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", ".git", ".venv", "__pycache__"]);
/** Files and what is left out, together, in one page. */
export const PAGE_MAX = 1_000;

type Page = WorkspaceOutput<"listFiles">;

interface Walk {
  workspace: string;
  /** Steps of the path at which the page before ended. */
  after: readonly string[];
  page: Page;
  isFull: boolean;
}

/** @param workspace a real path */
export async function listFiles(
  workspace: string,
  { mode, after }: WorkspaceInput<"listFiles">,
): Promise<Page> {
  const walk: Walk = {
    workspace,
    after: after === null ? [] : after.split("/"),
    page: { files: [], leftOut: [], next: null },
    isFull: false,
  };
  if (mode === "all") await visitFolder(walk, "");
  else for (const place of AGENT_PLACES) await visit(walk, place, await lookAt(join(workspace, place)));
  if (!walk.isFull) walk.page.next = null;
  return walk.page;
}

async function visit(walk: Walk, path: string, entry: Stats | Dirent | null): Promise<void> {
  if (walk.isFull || entry === null || isBefore(path, walk.after)) return;
  if (entry.isDirectory()) {
    if (!LEFT_OUT.has(basename(path))) await visitFolder(walk, path);
    return;
  }
  if (entry.isFile()) {
    if (goesOn(walk, path)) walk.page.files.push(path);
    return;
  }
  const reason = await whyLeftOut(walk.workspace, path);
  if (reason !== undefined) leaveOut(walk, path, reason);
}

async function visitFolder(walk: Walk, folder: string): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(walk.workspace, folder), { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES") leaveOut(walk, folder, "permission denied");
    // It was just deleted.
    else if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries)
    await visit(walk, folder === "" ? entry.name : `${folder}/${entry.name}`, entry);
}

function leaveOut(walk: Walk, path: string, reason: string): void {
  if (goesOn(walk, path)) walk.page.leftOut.push({ path, reason });
}

/** @returns whether the page has room for it */
function goesOn(walk: Walk, path: string): boolean {
  const { page } = walk;
  walk.isFull = page.files.length + page.leftOut.length >= PAGE_MAX;
  if (!walk.isFull) page.next = path;
  return !walk.isFull;
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
async function whyLeftOut(workspace: string, path: string): Promise<string | undefined> {
  const info = await lookAt(join(workspace, path));
  if (info === null) return undefined;
  if (!info.isSymbolicLink()) return "it is not a regular file";
  // A link that is broken, circular or not readable leads to nothing that is saved.
  const target = await realpath(join(workspace, path)).catch(() => undefined);
  return target !== undefined && isWithin(target, workspace)
    ? undefined
    : "it is a link that leads elsewhere";
}

/** A part of a file. `stamp` says which file it was: a path may become another file between two parts. */
export async function readFilePart(
  workspace: string,
  { path, offset, stamp }: WorkspaceInput<"readFile">,
): Promise<WorkspaceOutput<"readFile">> {
  if (path.includes("\0")) return { ok: false, missing: false, reason: "the path is not valid" };
  const opened = await openRegularFile(join(workspace, path), (real) => isWithin(real, workspace));
  if (!opened.ok) return { ok: false, missing: opened.missing, reason: opened.reason };
  try {
    const { dev, ino, size } = await opened.handle.stat({ bigint: true });
    const now = `${dev}:${ino}`;
    if (stamp !== null && stamp !== now) return { ok: false, missing: false, reason: REPLACED };
    const buffer = Buffer.alloc(Math.min(FILE_PART_BYTES, Math.max(0, Number(size) - offset)));
    const { bytesRead } = await opened.handle.read({ buffer, position: offset });
    const bytes = buffer.subarray(0, bytesRead).toString("base64");
    return { ok: true, bytes, last: bytesRead === 0 || offset + bytesRead >= Number(size), stamp: now };
  } finally {
    await opened.handle.close();
  }
}

const REPLACED = "it was replaced while it was read";

async function lookAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}
