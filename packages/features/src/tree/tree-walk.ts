/**
 * What is in a folder, in a fixed order: folders before what is in them, names as bytes compare. No link is followed. A walk
 * can begin behind a path, which need not exist any more.
 */
import type { Dirent } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";
import type { FileRefusal } from "@tinyagi/contracts";

export type Found =
  | { kind: "folder"; path: string; mode: number }
  | { kind: "file"; path: string; mode: number }
  | { kind: "link"; path: string; target: string }
  | { kind: "none"; path: string; refusal: FileRefusal };

/** As many bits as cross: nobody becomes another user by a move. */
const MODE = 0o777;

/** @param after the last path of the walk before; its folder is gone into */
export async function* walkTree(root: string, after: string | null): AsyncGenerator<Found, void> {
  yield* inFolder(root, "", after === null ? [] : after.split("/"));
}

async function* inFolder(
  root: string,
  folder: string,
  after: readonly string[],
): AsyncGenerator<Found, void> {
  const entries = await list(join(root, folder));
  if (typeof entries === "string") {
    yield { kind: "none", path: folder, refusal: entries };
    return;
  }
  for (const { name } of entries) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const order = compare(path.split("/"), after);
    if (order === "before") continue;
    const found = await look(root, path);
    if (found === undefined) continue;
    if (order === "behind") yield found;
    if (found.kind === "folder") yield* inFolder(root, path, order === "behind" ? [] : after);
  }
}

/** @returns why it cannot be listed; nothing is in one that was just removed */
async function list(folder: string): Promise<Dirent[] | FileRefusal> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES") return "permission";
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

/** `on`: it is the path itself, or a folder on the way to it. */
function compare(steps: readonly string[], after: readonly string[]): "before" | "on" | "behind" {
  for (const [index, step] of steps.entries()) {
    const other = after[index];
    if (other === undefined) return "behind";
    if (step !== other) return step < other ? "before" : "behind";
  }
  return after.length === 0 ? "behind" : "on";
}

/** @returns undefined for what was just removed */
async function look(root: string, path: string): Promise<Found | undefined> {
  try {
    const info = await lstat(join(root, path));
    const mode = info.mode & MODE;
    if (info.isDirectory()) return { kind: "folder", path, mode: mode | 0o700 };
    if (info.isFile()) return { kind: "file", path, mode: mode | 0o600 };
    if (info.isSymbolicLink()) return { kind: "link", path, target: await readlink(join(root, path)) };
    return { kind: "none", path, refusal: "kind" };
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return undefined;
    if (errorCode(error) === "EACCES") return { kind: "none", path, refusal: "permission" };
    throw error;
  }
}
