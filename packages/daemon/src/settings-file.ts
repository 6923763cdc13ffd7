/** Changes the settings file of a home under its lock, so that no daemon starts between read and write. */
import { homedir } from "node:os";
import { isAppError, type SettingsEdit } from "@tinyagi/contracts";
import { editSettingsFile, homePaths, replaceSettingsFile, type SettingsReport } from "@tinyagi/home";
import { type HomeLock, lockHome, takeHome } from "./home-lock.js";

/**
 * Sets and removes single values in a home that no daemon serves.
 *
 * @param home absolute path
 * @returns the changed settings, with secrets masked
 * @throws AppError `HOME_LOCKED` when a daemon serves the home, and the errors of a settings update
 */
export async function changeSettingsFile(
  home: string,
  edits: readonly SettingsEdit[],
): Promise<Record<string, unknown>> {
  const paths = homePaths(home);
  const lock = await takeHome(paths);
  try {
    return await editSettingsFile({ path: paths.settings, home, userHome: homedir() }, edits);
  } finally {
    lock.release();
  }
}

/**
 * Replaces the text of the file, as an editor does. A running daemon reloads it by itself.
 *
 * @param options.seen the text that was edited
 * @throws AppError `SETTINGS_INVALID` with line and column, `CONFLICT` when the file no longer contains `seen`
 */
export async function replaceSettingsText(options: {
  home: string;
  seen: string;
  text: string;
}): Promise<SettingsReport> {
  const paths = homePaths(options.home);
  const lock = lockUnlessServed(paths.lock);
  try {
    return await replaceSettingsFile({ path: paths.settings, seen: options.seen, text: options.text });
  } finally {
    lock?.release();
  }
}

/** A running daemon holds the lock, which keeps other writers out as well. */
function lockUnlessServed(path: string): HomeLock | undefined {
  try {
    return lockHome(path);
  } catch (error) {
    if (isAppError(error, "HOME_LOCKED")) return undefined;
    throw error;
  }
}
