/** Finds the files of a workspace that match a pattern. Follows no link, and ends however large the workspace is. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";
import type { Glob } from "./glob.js";

const IGNORED: ReadonlySet<string> = new Set(["node_modules", ".git"]);
const DEPTH_MAX = 20;
const LISTED_MAX = 20_000;
/** Files and folders looked at. */
const VISITED_MAX = 200_000;

export interface Walked {
  /** Paths relative to the workspace, with `/` between their parts. */
  readonly files: string[];
  /** Whether a limit ended the search. */
  readonly isCut: boolean;
}

export async function walk(options: { root: string; glob: Glob; signal: AbortSignal }): Promise<Walked> {
  const { root, glob, signal } = options;
  const files: string[] = [];
  const open: string[][] = [[]];
  let visited = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    signal.throwIfAborted();
    const wanted = glob.folders[folder.length];
    for (const entry of await listEntries(join(root, ...folder))) {
      visited += 1;
      if (visited > VISITED_MAX || files.length >= LISTED_MAX) return { files, isCut: true };
      const path = [...folder, entry.name];
      if (entry.isDirectory()) {
        const isWanted = wanted === undefined || wanted === entry.name;
        if (isWanted && !IGNORED.has(entry.name) && path.length <= DEPTH_MAX) open.push(path);
      } else if (entry.isFile() && glob.matches(path.join("/"))) files.push(path.join("/"));
    }
  }
  return { files, isCut: false };
}

/** Nothing of a folder that was removed meanwhile or that this user may not read. */
async function listEntries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(errorCode(error))) return [];
    throw error;
  }
}
