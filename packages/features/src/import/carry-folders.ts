/**
 * Copies the folders of another home that rows refer to or that its owner filled. Existing files of this home stay.
 * What cannot be copied is reported and never stops the import.
 */
import { cp, lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";
import type { ReportWriter } from "./report.js";

const CARRIED_FOLDERS = ["files", "chats", "plugins"] as const;

export interface CarryingFolders {
  /** The old home, absolute. */
  from: string;
  /** The new home, absolute. */
  home: string;
  report: ReportWriter;
}

export async function carryFolders({ from, home, report }: CarryingFolders): Promise<void> {
  for (const name of CARRIED_FOLDERS) {
    // The folder itself may be a link to another disk. Links inside it are copied as links.
    const source = await realPathOrNull(join(from, name));
    if (source === null) continue;
    let skipped = 0;
    await cp(source, join(home, name), {
      recursive: true,
      force: false,
      errorOnExist: false,
      verbatimSymlinks: true,
      async filter(path, target) {
        const choice = await choose(path, target);
        if (choice === "refuse") skipped += 1;
        return choice === "copy";
      },
    });
    if (skipped > 0)
      report.note(
        `${skipped} entries of ${join(from, name)} were not copied: they are sockets, pipes or devices, or conflict with files of this home.`,
      );
  }
}

type Choice = "copy" | "keep" | "refuse";

async function choose(source: string, target: string): Promise<Choice> {
  const info = await lstat(source);
  const existing = await lstatOrNull(target);
  if (existing === null)
    return info.isFile() || info.isDirectory() || info.isSymbolicLink() ? "copy" : "refuse";
  if (info.isDirectory() && existing.isDirectory()) return "copy";
  const isSameKind =
    (info.isFile() && existing.isFile()) || (info.isSymbolicLink() && existing.isSymbolicLink());
  return isSameKind ? "keep" : "refuse";
}

async function realPathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) return null;
    throw error;
  }
}

async function lstatOrNull(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}
