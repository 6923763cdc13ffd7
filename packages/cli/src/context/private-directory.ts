/**
 * Creates a directory and its missing parents, readable only by this user. Node's recursive mkdir never returns if the
 * file system answers ENOENT for a directory that cannot be created (/proc); this one does.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

const PRIVATE_DIRECTORY = 0o700;

/** @throws the system's error when the directory is not there and cannot be made */
export function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    makePrivateDirectory(dirname(path));
    mkdirSync(path, { mode: PRIVATE_DIRECTORY });
  }
}
