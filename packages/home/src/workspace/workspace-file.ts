/** Reads and writes single files of a workspace; agents own these directories and may lay links anywhere in them. */
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import {
  errorCode,
  isWithin,
  openFolderBelow,
  openRegularFile,
  readCapped,
  writeFileAtomic,
} from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { resolveRealPath } from "./path-policy.js";

export const WORKSPACE_TEXT_MAX_BYTES = 1024 * 1024;

/**
 * @param workspace real path
 * @param name relative to the workspace
 * @returns `null` when there is no such file
 * @throws AppError `PATH_REFUSED` when it leads out of the workspace, is no regular file or is too large
 */
export async function readWithin(workspace: string, name: string): Promise<string | null> {
  const path = requested(workspace, name);
  const opened = await openRegularFile(path, (real) => isWithin(real, workspace));
  if (!opened.ok) {
    if (opened.missing) return null;
    throw refused(opened.reason);
  }
  try {
    const bytes = await readCapped(opened.handle, WORKSPACE_TEXT_MAX_BYTES);
    if (bytes === null) throw refused(`it is larger than ${WORKSPACE_TEXT_MAX_BYTES} bytes`);
    return bytes.toString("utf8");
  } finally {
    await opened.handle.close();
  }
}

/** @throws AppError `PATH_REFUSED` when it leads out of the workspace, is too large or its directory is missing */
export async function writeWithin(workspace: string, name: string, text: string): Promise<void> {
  const path = requested(workspace, name);
  if (Buffer.byteLength(text) > WORKSPACE_TEXT_MAX_BYTES) {
    throw refused(`it is larger than ${WORKSPACE_TEXT_MAX_BYTES} bytes`);
  }
  const real = await resolveRealPath(path);
  if (real === workspace || !isWithin(real, workspace)) throw refused("it leads out of the workspace");
  try {
    const folder = await openFolderBelow(workspace, dirname(real));
    try {
      // The rename replaces a link laid meanwhile instead of following it.
      await writeFileAtomic({ path: join(folder.path, basename(real)), data: text, mode: 0o644 });
    } finally {
      await folder.close();
    }
  } catch (error) {
    const known = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(errorCode(error));
    throw known ? refused(`${dirname(name)} is not a directory or the file is one`, error) : error;
  }
}

function requested(workspace: string, name: string): string {
  if (name === "" || name.includes("\0")) throw refused("the path is not valid");
  if (isAbsolute(name)) throw refused("the path is not relative to the workspace");
  const path = resolve(workspace, name);
  if (!isWithin(path, workspace)) throw refused("it leads out of the workspace");
  return path;
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    "PATH_REFUSED",
    `The file of the workspace is refused: ${reason}.`,
    cause === undefined ? {} : { cause },
  );
}
