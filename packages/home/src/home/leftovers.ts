/** Removes temporary files of a daemon that was killed while it saved; they may contain secrets. Only the holder of the home's lock may call it. */
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HomePaths } from "./home-paths.js";

/** Names of the temporary files of an atomic write. */
const TEMPORARY = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** @returns how many files were removed */
export async function removeLeftovers(paths: HomePaths): Promise<number> {
  let removed = 0;
  for (const folder of [paths.home, dirname(paths.authToken), paths.filesIn, paths.filesOut]) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || !TEMPORARY.test(entry.name)) continue;
      await rm(join(folder, entry.name), { force: true });
      removed += 1;
    }
  }
  return removed;
}
