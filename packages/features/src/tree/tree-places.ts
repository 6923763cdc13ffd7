/**
 * Where a moved workspace arrives, and where the one that left is kept: in two folders beside the workspaces, on the same file
 * system, so that each step is a rename. Every step may be asked again, also after a crash in the middle.
 */
import { lstat, mkdir, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, openFolder, removeTree, syncDirectory } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

const ARRIVING = ".moving";
const KEPT = ".moved";
const KEPT_MS = 30 * 86_400_000;

/** @param workspace real path of the agent's folder, existing or not */
export interface TreePlace {
  readonly workspace: string;
  readonly agentId: string;
  readonly move: string;
}

/** Where a move writes. Created when missing. */
export async function arrivingPlace(place: TreePlace): Promise<string> {
  const path = placesOf(place).arriving;
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** @throws AppError `NOT_FOUND` */
export async function arrivedPlace(place: TreePlace): Promise<string> {
  const { arriving } = placesOf(place);
  if (await exists(arriving)) return arriving;
  throw new AppError("NOT_FOUND", "Nothing of this move is on that machine.");
}

/** @returns where what was there is kept @throws AppError `NOT_FOUND` when nothing has arrived */
export async function commitTree(place: TreePlace): Promise<string | null> {
  const { arriving, before, kept } = placesOf(place);
  if (!(await exists(arriving))) {
    if (await exists(place.workspace)) return (await exists(before)) ? before : null;
    throw new AppError("NOT_FOUND", "Nothing of this move is on that machine.");
  }
  await mkdir(kept, { recursive: true, mode: 0o700 });
  const aside = (await exists(place.workspace)) ? before : null;
  if (aside !== null) await rename(place.workspace, aside);
  await rename(arriving, place.workspace);
  await syncDirectory(dirname(place.workspace));
  return aside;
}

/** @returns where it is kept; null when there is none */
export async function retireTree(place: TreePlace): Promise<string | null> {
  const { left, kept } = placesOf(place);
  if (await exists(left)) return left;
  if (!(await exists(place.workspace))) return null;
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await rename(place.workspace, left);
  await syncDirectory(dirname(place.workspace));
  return left;
}

/** @returns false when nothing is kept of this move */
export async function restoreTree(place: TreePlace): Promise<boolean> {
  const { left, undone } = placesOf(place);
  if (!(await exists(left))) return false;
  if (await exists(place.workspace)) await rename(place.workspace, undone);
  await rename(left, place.workspace);
  await syncDirectory(dirname(place.workspace));
  return true;
}

export async function dropTree(place: TreePlace): Promise<void> {
  const { arriving } = placesOf(place);
  if (!(await exists(arriving))) return;
  const folder = await openFolder(dirname(arriving));
  try {
    await removeTree(folder, basename(arriving));
  } finally {
    await folder.close();
  }
}

/**
 * Removes what moves kept longer than thirty days. A rename sets the time that counts.
 * @param now epoch milliseconds @returns how many folders were removed
 */
export async function dropOldKept(root: string, now: number): Promise<number> {
  const path = join(root, KEPT);
  if (!(await exists(path))) return 0;
  const folder = await openFolder(path);
  let removed = 0;
  try {
    for (const name of await readdir(folder.path)) {
      const { ctimeMs } = await lstat(join(folder.path, name));
      if (ctimeMs >= now - KEPT_MS) continue;
      await removeTree(folder, name);
      removed += 1;
    }
  } finally {
    await folder.close();
  }
  return removed;
}

function placesOf({ workspace, agentId, move }: TreePlace) {
  const root = dirname(workspace);
  const name = `${agentId}.${move}`;
  const kept = join(root, KEPT);
  return {
    kept,
    arriving: join(root, ARRIVING, name),
    left: join(kept, name),
    before: join(kept, `${name}.before`),
    undone: join(kept, `${name}.undone`),
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
