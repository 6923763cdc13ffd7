/**
 * Opens files that an attacker may be swapping at the same time. It checks the opened file, not the path, so a link,
 * a pipe or a device is never read.
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { type FileRefusal, fileRefusalWords } from "@tinyagi/contracts";
import { errorCode } from "./atomic-file.js";
import { resolveRealPlace } from "./real-place.js";

const CHUNK_BYTES = 64 * 1024;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export type OpenedFile =
  | { ok: true; handle: FileHandle; path: string; size: number }
  | { ok: false; refusal: FileRefusal; reason: string; missing: boolean };

/**
 * Opens a regular file if `isAllowed` accepts its real path. The caller closes the handle.
 *
 * @param path absolute; links are followed as long as the target is allowed
 */
export async function openRegularFile(
  path: string,
  isAllowed: (realPath: string) => boolean,
): Promise<OpenedFile> {
  let handle: FileHandle | undefined;
  try {
    const real = await realpath(path);
    if (!isAllowed(real)) return denied("outside");
    // Checked before the open, because opening some devices has side effects.
    if (!(await lstat(real)).isFile()) return denied("special");
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

/** The whole content, or `null` when it is longer than `maxBytes`. */
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

/** The first bytes; `cut` when the file is longer. */
export async function readHead(
  handle: FileHandle,
  maxBytes: number,
): Promise<{ text: string; cut: boolean }> {
  const buffer = Buffer.alloc(maxBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const cut = length > maxBytes;
  const text = buffer.toString("utf8", 0, Math.min(length, maxBytes));
  // The cut may have split a character.
  return { text: cut ? text.replace(/\ufffd$/, "") : text, cut };
}

/** Checks the opened file itself, because its path may have led elsewhere at the moment of the open. */
async function judge(
  handle: FileHandle,
  real: string,
  isAllowed: (realPath: string) => boolean,
): Promise<OpenedFile> {
  const info = await handle.stat({ bigint: true });
  if (!info.isFile()) return denied("special");
  const place = await resolveRealPlace(handle, real);
  if (place === null || !isAllowed(place)) return denied("changed");
  // The path must exist in this process's view and lead to the same file; this also covers systems without /proc.
  const there = await lstat(place, { bigint: true });
  if (there.dev !== info.dev || there.ino !== info.ino) return denied("changed");
  // A hard link may be a file elsewhere, which its path does not show.
  if (info.nlink > 1n) return denied("hard_link");
  return { ok: true, handle, path: place, size: Number(info.size) };
}

function fromError(error: unknown): OpenedFile {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return denied("missing");
  if (code === "ELOOP") return denied("link");
  if (code === "EACCES" || code === "EPERM") return denied("permission");
  if (code === "ENXIO" || code === "ENODEV" || code === "ENAMETOOLONG") return denied("not_opened");
  throw error;
}

function denied(refusal: FileRefusal): OpenedFile {
  return { ok: false, refusal, reason: fileRefusalWords(refusal), missing: refusal === "missing" };
}
