/** Copies the files of one agent to a backup, wherever its workspace is. Everything that is omitted is reported. */
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory } from "@tinyagi/base";
import {
  type ErrorCode,
  type FileRefusal,
  isAppError,
  refusedFile,
  type WorkspacePort,
} from "@tinyagi/contracts";
import { BACKUP_LIMITS } from "./backup-limits.js";
import type { Left, LeftOutList } from "./left-out.js";
import type { WorkspaceMode } from "./manifest.js";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
/** An agent may replace a file while it is copied. */
const TRIES = 3;

export interface AgentWorkspace {
  agentId: string;
  workspace: Pick<WorkspacePort, "listFiles" | "readFile">;
}

export interface CollectingWorkspace extends AgentWorkspace {
  mode: Exclude<WorkspaceMode, "none">;
  /** Folder for the copies. */
  folder: string;
  leftOut: LeftOutList;
  /** Whether a file of this path can be part of a backup. */
  isPossible: (path: string) => boolean;
  /** Called with the path in the backup of each copied file. */
  onCopy: (path: string) => Promise<void>;
  signal?: AbortSignal | undefined;
}

/** Why an agent is not there any more. */
const GONE: Partial<Record<ErrorCode, FileRefusal>> = {
  PLACE_OFFLINE: "offline",
  UNKNOWN_AGENT: "deleted",
  PATH_REFUSED: "folder",
};

/**
 * Omits an agent whose machine cannot be reached, one that was just deleted, and one whose folder is refused. Nothing is
 * missing when no file of these two was copied.
 */
export async function collectWorkspace(options: CollectingWorkspace): Promise<void> {
  const { agentId, leftOut } = options;
  let copied = 0;
  const onCopy = async (path: string) => {
    copied += 1;
    await options.onCopy(path);
  };
  try {
    await collectAll({ ...options, onCopy });
  } catch (error) {
    const refusal = isAppError(error) ? GONE[error.code] : undefined;
    if (refusal === undefined) throw error;
    if (copied > 0 || isAppError(error, "PLACE_OFFLINE"))
      leftOut.add(`workspaces/${agentId}`, refusedFile(refusal));
  }
}

async function collectAll(options: CollectingWorkspace): Promise<void> {
  const { agentId, workspace, mode, leftOut, isPossible, onCopy, signal } = options;
  const toPath = (name: string) => `workspaces/${agentId}/${name}`;
  let listed = 0;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<WorkspacePort["listFiles"]>> = await workspace.listFiles({ mode, after });
    for (const { path, ...left } of page.leftOut) leftOut.add(toPath(path), left);
    for (const name of page.files) {
      signal?.throwIfAborted();
      const path = toPath(name);
      if (!isPossible(path)) {
        leftOut.add(path, refusedFile("name"));
        continue;
      }
      const left = await copyFile(options, name, join(options.folder, path));
      if (left === undefined) await onCopy(path);
      else if (left !== "missing") leftOut.add(path, left);
    }
    if (page.next === null) return;
    const more = page.files.length + page.leftOut.length;
    listed += more;
    // Another machine must not keep a backup going by lists without end.
    if (more === 0 || listed > BACKUP_LIMITS.members) {
      leftOut.add(`workspaces/${agentId}`, refusedFile("over_list"));
      return;
    }
    after = page.next;
  }
}

/** @returns why it was not copied: `missing` for a file that was just deleted, so that nothing is lost */
async function copyFile(
  { workspace, signal }: CollectingWorkspace,
  path: string,
  copy: string,
): Promise<Left | "missing" | undefined> {
  await makeDirectory(dirname(copy), PRIVATE_DIRECTORY);
  let left: Left | "missing" | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const copied = await copyOnce({ workspace, path, copy, signal });
    if (copied.ok) return undefined;
    await rm(copy, { force: true });
    left = copied.left;
    if (!copied.isChanging) break;
  }
  return left;
}

async function copyOnce({
  workspace,
  path,
  copy,
  signal,
}: Pick<CollectingWorkspace, "workspace" | "signal"> & { path: string; copy: string }): Promise<
  { ok: true } | { ok: false; left: Left | "missing"; isChanging: boolean }
> {
  const first = await workspace.readFile({ path, offset: 0, stamp: null });
  if (!first.ok) return { ok: false, left: first.missing ? "missing" : first, isChanging: false };
  const handle = await open(copy, "wx", PRIVATE_FILE);
  try {
    let offset = 0;
    for (let part = first; ; ) {
      signal?.throwIfAborted();
      const bytes = Buffer.from(part.bytes, "base64");
      await handle.writeFile(bytes);
      offset += bytes.length;
      if (offset > BACKUP_LIMITS.totalBytes)
        return { ok: false, left: refusedFile("over_backup"), isChanging: false };
      if (part.last || bytes.length === 0) return { ok: true };
      const next = await workspace.readFile({ path, offset, stamp: first.stamp });
      if (!next.ok) return { ok: false, left: next.missing ? "missing" : next, isChanging: true };
      part = next;
    }
  } finally {
    await handle.close();
  }
}
