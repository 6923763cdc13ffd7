/**
 * Moves a branch of a repository from the commit it was seen at to another one, or not at all. git would read the settings
 * of the repository and run its hooks. As git does it: the lock is the new file.
 */
import { constants } from "node:fs";
import { open, readdir, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { PinnedFolder } from "@tinyagi/base";
import { commitOfBranch } from "./find-repository.js";
import { inFolder, textIn } from "./own-text.js";
import { putNew } from "./worktree-files.js";

export interface BranchMove {
  readonly branch: string;
  /** Absent: there must be no such branch. */
  readonly from: string | undefined;
  readonly to: string;
  /** Who moved it and why, on one line, for the log of the branch. */
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const NO_COMMIT = "0".repeat(40);

/** @returns false when the branch is elsewhere by now, or someone else moves it */
export async function updateBranch(common: string, move: BranchMove): Promise<boolean> {
  const names = ["refs", "heads", ...move.branch.split("/")];
  const lock = [...names.slice(0, -1), `${names.at(-1)}.lock`];
  const isMoved = await inFolder(common, async (shared) => {
    if (!(await putNew(shared, lock, `${move.to}\n`))) return false;
    const folder = await shared.open(lock.slice(0, -1));
    const locked = join(folder.path, lock.at(-1) ?? "");
    try {
      if ((await commitOfBranch(common, move.branch)) !== move.from) {
        await unlink(locked);
        return false;
      }
      await rename(locked, join(folder.path, names.at(-1) ?? ""));
    } finally {
      await folder.close();
    }
    await addToLog(shared, names, move);
    return true;
  });
  return isMoved === true;
}

/** Only where the repository keeps one. */
async function addToLog(shared: PinnedFolder, names: readonly string[], move: BranchMove): Promise<void> {
  const who = `TinyAGI <tinyagi@localhost> ${Math.floor(move.now / 1000)} +0000`;
  const line = `${move.from ?? NO_COMMIT} ${move.to} ${who}\t${move.why}\n`;
  if ((await textIn(shared, ["logs", ...names])) === undefined) return;
  const folder = await shared.open(["logs", ...names.slice(0, -1)]);
  try {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
    const file = await open(join(folder.path, names.at(-1) ?? ""), flags);
    try {
      await file.appendFile(line);
    } finally {
      await file.close();
    }
  } finally {
    await folder.close();
  }
}

/** Whether a worktree of the repository, other than the one that is named, has the branch checked out. */
export async function isCheckedOutElsewhere(
  common: string,
  { branch, own }: { branch: string; own: string },
): Promise<boolean> {
  const head = `ref: refs/heads/${branch}`;
  if (own !== common && (await readHead(common)) === head) return true;
  const found = await inFolder(join(common, "worktrees"), async (all) => {
    for (const entry of await readdir(all.path, { withFileTypes: true })) {
      if (!entry.isDirectory() || join(common, "worktrees", entry.name) === own) continue;
      if ((await textIn(all, [entry.name, "HEAD"]))?.trim() === head) return true;
    }
    return false;
  });
  return found === true;
}

async function readHead(folder: string): Promise<string | undefined> {
  return inFolder(folder, async (own) => (await textIn(own, ["HEAD"]))?.trim());
}

/** The name of a branch that git accepts, and that no part of TinyAGI takes for anything else (git-check-ref-format(1)). */
export function isBranchName(name: string): boolean {
  if (name.length === 0 || name.length > 200 || name === "HEAD" || name.endsWith(".")) return false;
  if (!/^[A-Za-z0-9_][A-Za-z0-9._/+@-]*$/.test(name) || name.includes("..") || name.includes("@{"))
    return false;
  return name.split("/").every((step) => step !== "" && !step.startsWith(".") && !step.endsWith(".lock"));
}
