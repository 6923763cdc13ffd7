/**
 * Files that an agent wants to send. Only regular files in the given folder, for an agent its own workspace, are accepted.
 * A private copy is sent, so later changes to the original have no effect.
 */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rm, unlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { FileRefusal, FileWhy } from "@tinyagi/contracts";
import { errorCode } from "./atomic-file.js";
import { openRegularFile } from "./safe-open.js";
import { isWithin } from "./within.js";

/** The limit of common chat platforms, rounded down. */
export const OUTGOING_FILE_MAX_BYTES = 25 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const NAME_MAX = 80;
const PATH_MAX = 4_096;

export interface OutgoingRequest {
  /** The path as the agent wrote it; relative paths start at its workspace. */
  requested: string;
  /** The only folder from which it may come. */
  workspace: string;
  /** Where the copy goes. */
  filesOut: string;
  /** Default 25 MiB. */
  maxBytes?: number;
  /** Creates the unique part of the copy's name; default 16 random hexadecimal digits. */
  newName?: () => string;
}

export type OutgoingFile =
  | { ok: true; path: string; name: string; bytes: number }
  | { ok: false; why: FileWhy };

/**
 * @returns the path of the copy and the cleaned original base name, or why the file is not sent
 * @throws only file system errors about `filesOut` itself
 */
export async function resolveOutgoingFile(request: OutgoingRequest): Promise<OutgoingFile> {
  const requested = request.requested.trim();
  if (requested === "" || requested.includes("\0") || requested.length > PATH_MAX) {
    return refused("path");
  }
  const roots = await realRoots([request.workspace]);
  let inside = false;
  const opened = await openRegularFile(resolve(request.workspace, requested), (path) => {
    inside = roots.some((root) => path !== root && isWithin(path, root));
    return inside;
  });
  // The same answer for every path outside, so that an agent cannot find out which files exist there.
  if (!opened.ok) return refused(inside ? opened.refusal : "not_there");
  const maxBytes = request.maxBytes ?? OUTGOING_FILE_MAX_BYTES;
  try {
    if (opened.size > maxBytes) return refused("too_large", maxBytes);
    const name = cleanFileName(basename(requested));
    const unique = (request.newName ?? (() => randomBytes(8).toString("hex")))();
    const path = join(request.filesOut, `${unique}-${name}`);
    const bytes = await copyCapped(opened.handle, path, maxBytes);
    return bytes === null ? refused("too_large", maxBytes) : { ok: true, path, name, bytes };
  } finally {
    await opened.handle.close();
  }
}

/** Removes copies that will not be sent. Never rejects: retention removes later what cannot be removed now. */
export async function discardOutgoingFiles(copies: readonly string[]): Promise<void> {
  await Promise.allSettled(copies.map((copy) => rm(copy, { force: true })));
}

/** Keeps letters, digits, `.`, `_` and `-` of any script, at most 80 characters. Never hidden, never empty. */
export function cleanFileName(name: string): string {
  const cleaned = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[._-]+/, "");
  if (cleaned.length <= NAME_MAX) return cleaned === "" ? "file" : cleaned;
  const dot = cleaned.lastIndexOf(".");
  const extension = dot > 0 && cleaned.length - dot <= 12 ? cleaned.slice(dot) : "";
  return cleaned.slice(0, NAME_MAX - extension.length).replace(/[\ud800-\udbff]$/, "") + extension;
}

async function realRoots(roots: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const root of roots) {
    try {
      found.push(await realpath(root));
    } catch (error) {
      // A directory that does not exist contains no file.
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
  return found;
}

/** @returns bytes copied, or `null` when the file exceeds the limit; then no copy remains */
async function copyCapped(from: FileHandle, path: string, maxBytes: number): Promise<number | null> {
  const to = await open(path, "wx", 0o600);
  let total = 0;
  let complete = false;
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await from.read(buffer, 0, CHUNK_BYTES, total);
      if (bytesRead === 0) break;
      if (total + bytesRead > maxBytes) return null;
      await to.writeFile(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    await to.sync();
    complete = true;
    return total;
  } finally {
    await to.close();
    if (!complete) await unlink(path);
  }
}

function refused(refusal: FileRefusal, max?: number): OutgoingFile {
  return { ok: false, why: { code: "file", refusal, ...(max === undefined ? {} : { max }) } };
}
