/**
 * Stamps of files and folders: whatever changes, replaces or removes one changes its stamp, also an edit that keeps its
 * size and restores its times. Nobody can set the time of the change itself (ctime).
 */
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";

/**
 * A file that changed this short a time ago may change again within the same tick of its file system's clock, and then
 * has the same stamp: it is read again. Some file systems count whole seconds.
 */
const FRESH_MS = 2_000;

/** @param nowMs epoch milliseconds by the clock of the file system */
export function isFresh({ ctimeMs }: Pick<BigIntStats, "ctimeMs">, nowMs: number): boolean {
  return nowMs - Number(ctimeMs) < FRESH_MS;
}

/** Null when there is nothing at `path`. Follows links. */
export async function readStats(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    // A path that cannot even be looked at is as good as missing; what exists is judged when it is opened.
    if (["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "ENAMETOOLONG"].includes(errorCode(error))) return null;
    throw error;
  }
}

/** Identifies the file and its content. */
export function toStamp(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(":");
}
