/**
 * What `doctor --fix` may do. A repair is data, so that it can be shown before it is done. It looks again at what it
 * changes immediately before, follows no link, and never changes the content of a file that holds data.
 */
import { constants, type Stats } from "node:fs";
import { copyFile, lstat, open, readFile, readlink, rm, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Paths } from "../context/paths.js";
import { makePrivateDirectory } from "../context/private-directory.js";
import { CliError } from "../error/cli-error.js";
import { getServiceManager, rewriteService } from "../service/service.js";

export type Repair =
  /** Takes permission bits away and adds some. */
  | { readonly kind: "mode"; readonly path: string; readonly remove: number; readonly add: number }
  /** Creates a private folder, also in place of an empty file. */
  | { readonly kind: "folder"; readonly path: string }
  /** Removes a file that only a running daemon needs. */
  | { readonly kind: "stale"; readonly path: string }
  /** Replaces a link that leads nowhere. */
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** Copies the backup of a missing file. */
  | { readonly kind: "copy"; readonly path: string; readonly from: string }
  /** Writes the file of the installed service again. */
  | { readonly kind: "service"; readonly path: string };

const ALL_BITS = 0o7777;
const OTHERS = 0o077;

/** In words, for before and after. Pure. */
export function repairWords(repair: Repair): string {
  const { path } = repair;
  switch (repair.kind) {
    case "mode":
      return repair.add === 0
        ? `take ${repair.remove === OTHERS ? "all" : "write"} permissions on ${path} from other users`
        : `give you back your permissions on ${path}`;
    case "folder":
      return `create the folder ${path}`;
    case "stale":
      return `remove ${path}, which no running daemon uses`;
    case "link":
      return `point the broken link ${path} to ${repair.target}`;
    case "copy":
      return `restore ${path} from ${repair.from}`;
    case "service":
      return `write ${path} for this Node and this TinyAGI; a running daemon uses it after: tinyagi restart`;
  }
}

/** @throws CliError or the error of the file system when it cannot or must not be done */
export async function applyRepair(repair: Repair, context: CliContext): Promise<void> {
  switch (repair.kind) {
    case "mode":
      return changeMode(repair);
    case "folder":
      return makeFolder(repair.path);
    case "stale":
      return removeStale(repair.path, context.paths);
    case "link":
      return replaceLink(repair);
    case "copy":
      // Fails if somebody created the file meanwhile.
      return copyFile(repair.from, repair.path, constants.COPYFILE_EXCL);
    case "service":
      return rewriteService(getServiceManager(context));
  }
}

async function makeFolder(path: string): Promise<void> {
  const info = await lstat(path).catch(() => undefined);
  if (info?.isFile() === true && info.size === 0) await rm(path);
  makePrivateDirectory(path);
}

/** Through a descriptor, because the path may lead elsewhere a moment later. */
async function changeMode({ path, remove, add }: Extract<Repair, { kind: "mode" }>): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path, flags);
  } catch (error) {
    // Without permission to read it, it can be changed only by its path.
    if (getCode(error) !== "EACCES") throw error;
    return changeClosed(path, { remove, add });
  }
  try {
    const info = await handle.stat();
    assertPlain(info, path);
    await handle.chmod(((info.mode & ALL_BITS) | add) & ~remove);
  } finally {
    await handle.close();
  }
}

/** The folder of the path is the user's own and closed to others, so that nobody can exchange the entry. */
async function changeClosed(path: string, { remove, add }: { remove: number; add: number }): Promise<void> {
  const { chmod } = await import("node:fs/promises");
  const [info, parent] = [await lstat(path), await lstat(dirname(path))];
  assertPlain(info, path);
  if (parent.uid !== process.geteuid?.() || (parent.mode & 0o022) !== 0) throw refusal(path, "its folder");
  await chmod(path, ((info.mode & ALL_BITS) | add) & ~remove);
}

function assertPlain(info: Stats, path: string): void {
  if (info.isFile() ? info.nlink === 1 : info.isDirectory()) return;
  throw refusal(path, "it");
}

async function removeStale(path: string, { daemonFile }: Paths): Promise<void> {
  if ((await readLivingDaemon(daemonFile)) !== undefined) throw refusal(path, "a running daemon");
  if (!(await lstat(path)).isFile()) throw refusal(path, "it");
  await rm(path);
}

async function replaceLink({ path, target }: Extract<Repair, { kind: "link" }>): Promise<void> {
  const before = await readlink(path);
  await rm(path);
  try {
    await symlink(target, path);
  } catch (error) {
    await symlink(before, path);
    throw error;
  }
}

function refusal(path: string, what: string): CliError {
  const words = what === "it" ? "it is not a plain file or folder" : `${what} prevents it`;
  return new CliError("CONFLICT", `${path} is not changed: ${words}`);
}

/** Whether the text of a file can be read as what it should be. */
export async function isReadable(path: string, check: (text: string) => unknown): Promise<boolean> {
  try {
    await check(await readFile(path, "utf8"));
    return true;
  } catch {
    // Missing, closed or damaged: in every case it is not what it should be.
    return false;
  }
}

export function getCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
