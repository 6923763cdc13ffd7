/**
 * Replaces a small file without waiting for the event loop: for a process that is about to end, and for the command.
 * Guarantees: readers see the old or the new content, also after a crash; a write that fails leaves the old content and
 * no temporary file.
 */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** @throws the error of the file system */
export function replaceFileSync(path: string, data: string | Uint8Array, mode = 0o600): void {
  const temporary = temporaryName(path);
  try {
    // O_EXCL: whoever guesses the name cannot put a link there.
    writeFileSync(temporary, data, { flag: "wx", mode, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Beside the file. A start of the daemon removes such files, in case a process died before the rename. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    // Some file systems cannot sync a folder; the rename is done all the same.
    if (!(error instanceof Error && "code" in error && NO_FOLDER_SYNC.has(String(error.code)))) throw error;
  }
}

const NO_FOLDER_SYNC: ReadonlySet<string> = new Set(["EINVAL", "EPERM", "EISDIR", "ENOTSUP"]);
