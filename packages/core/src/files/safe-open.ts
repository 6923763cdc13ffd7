/**
 * Opens files that somebody hostile may be swapping meanwhile. What was opened is judged, not what a path said a
 * moment ago: a link, a pipe or a device never gets as far as a read.
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";

const CHUNK_BYTES = 64 * 1024;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export type OpenedFile =
  | { ok: true; handle: FileHandle; path: string; size: number }
  | { ok: false; reason: string; missing: boolean };

/**
 * Opens a regular file whose real path `isAllowed`. The caller closes the handle.
 *
 * @param path absolute; links on the way are followed as long as the end is allowed
 */
export async function openRegularFile(
  path: string,
  isAllowed: (realPath: string) => boolean,
): Promise<OpenedFile> {
  let handle: FileHandle | undefined;
  try {
    const real = await realpath(path);
    if (!isAllowed(real)) return denied("it is outside the allowed directories");
    // Before the open, because opening some devices has an effect of its own.
    if (!(await lstat(real)).isFile()) return denied("it is not a regular file");
    handle = await open(real, FLAGS);
    const verdict = await judge(handle, real, isAllowed);
    if (verdict.ok) handle = undefined;
    return verdict;
  } catch (error) {
    return fromError(error);
  } finally {
    await handle?.close();
  }
}

/** The whole content, or `null` when there is more than `maxBytes`. */
export async function readCapped(handle: FileHandle, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, total);
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > maxBytes) return null;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

/** The path must still lead, really and allowed, to the very file that is open. */
async function judge(
  handle: FileHandle,
  real: string,
  isAllowed: (realPath: string) => boolean,
): Promise<OpenedFile> {
  const info = await handle.stat({ bigint: true });
  if (!info.isFile()) return denied("it is not a regular file");
  const again = await realpath(real);
  const there = await lstat(again, { bigint: true });
  if (!isAllowed(again) || there.dev !== info.dev || there.ino !== info.ino) {
    return denied("it changed while it was opened");
  }
  // A second name may be that of a file elsewhere which the path alone would not give away.
  if (info.nlink > 1n) return denied("it has more than one name (hard link)");
  return { ok: true, handle, path: real, size: Number(info.size) };
}

function fromError(error: unknown): OpenedFile {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR")
    return { ok: false, reason: "there is no such file", missing: true };
  if (code === "ELOOP") return denied("it is a link");
  if (code === "EACCES" || code === "EPERM") return denied("permission denied");
  if (code === "ENXIO" || code === "ENODEV" || code === "ENAMETOOLONG") return denied("it cannot be opened");
  throw error;
}

function denied(reason: string): OpenedFile {
  return { ok: false, reason, missing: false };
}
