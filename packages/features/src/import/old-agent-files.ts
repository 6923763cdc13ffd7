/**
 * Finds the prompts, memory and skills that 0.0.20 kept for one agent. Reads only. Never follows a link, and lists a
 * bounded number of files to copy, because an agent may have put anything into its folder.
 */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";

const FILES = ["AGENTS.md", ".tinyagi/SOUL.md", "heartbeat.md"] as const;
const FOLDERS = ["memory", ".agents/skills"] as const;
/** Most files of one agent that are copied; more than any agent's memory contains. */
const COPIES_MAX = 2_000;
const COPY_MAX_BYTES = 16 * 1024 * 1024;

export interface OldAgentFiles {
  /** Regular files to copy, as paths relative to the folder. */
  files: string[];
  /** Number of other files: links, special files, and files that are too large, unreadable or too many. */
  skipped: number;
}

/** @param folder absolute; the workspace of the agent in 0.0.20 */
export async function findOldAgentFiles(folder: string): Promise<OldAgentFiles> {
  const found: OldAgentFiles = { files: [], skipped: 0 };
  const pending: string[] = [...FILES, ...FOLDERS].reverse();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const info = await lookAt(join(folder, path));
    if (info === null) continue;
    if (info.isDirectory()) {
      const names = await namesIn(join(folder, path));
      if (names === null) found.skipped += 1;
      else for (const name of names) pending.push(join(path, name));
    } else if (!info.isFile() || info.size > COPY_MAX_BYTES || found.files.length >= COPIES_MAX) {
      found.skipped += 1;
    } else if (info.size > 0) found.files.push(path);
  }
  return found;
}

/** Names in descending order; null when the folder cannot be read. */
async function namesIn(folder: string): Promise<string[] | null> {
  try {
    return (await readdir(folder)).sort().reverse();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error))) return null;
    throw error;
  }
}

/** Facts about `path` itself, not about the target of a link; null when it does not exist. */
export async function lookAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error))) return null;
    throw error;
  }
}
