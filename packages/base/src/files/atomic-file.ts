/**
 * Replaces a file so that after a crash or power cut, readers see the old or the new content, never a mixture.
 * `write-file-atomic` is not used: it has no point to inject a fault before the rename, opens a guessable temporary
 * name without O_EXCL and does not sync the directory.
 */
import { type FileHandle, link, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { temporaryName } from "../replace-file.js";

export interface AtomicWrite {
  path: string;
  data: string | Uint8Array;
  /** Default `0o600`. */
  mode?: number;
  /** `true` keeps an existing file; the result then says so. Default `false`. */
  keepExisting?: boolean;
  /** Called when the temporary file is durable, before the rename. */
  beforeRename?: () => void;
}

/**
 * Writes the file by temporary file, fsync, rename and fsync of the directory.
 *
 * @returns whether the file was written; `false` only with `keepExisting` and an existing file
 * @throws the error of the file system; the old file is then unchanged and no temporary file remains
 */
export async function writeFileAtomic(write: AtomicWrite): Promise<boolean> {
  const directory = dirname(write.path);
  const temporary = temporaryName(write.path);
  let placed = false;
  try {
    const handle = await open(temporary, "wx", write.mode ?? 0o600);
    await writeAndSync(handle, write.data);
    write.beforeRename?.();
    if (write.keepExisting === true) {
      if (!(await linkNew(temporary, write.path))) return false;
    } else {
      await rename(temporary, write.path);
      placed = true;
    }
    await syncDirectory(directory);
    return true;
  } finally {
    if (!placed) await removeIfThere(temporary);
  }
}

/**
 * Makes a rename or a new entry in `directory` durable. Does nothing on file systems that cannot sync a directory.
 */
export async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(directory, "r");
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(errorCode(error))) throw error;
  } finally {
    await handle?.close();
  }
}

/** The `code` of a system error, or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

async function writeAndSync(handle: FileHandle, data: string | Uint8Array): Promise<void> {
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
