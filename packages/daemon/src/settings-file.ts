/**
 * The settings file without a daemon: checked, changed and replaced as a daemon would do it. A change holds the home's
 * lock, so that no daemon starts between its read and its write. Such a change becomes a revision by `file` at the
 * next start.
 */
import { readFile, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { AppError, type ErrorDetail, isAppError, type SettingsEdit } from "@tinyagi/contracts";
import {
  applyEdits,
  createSettingsService,
  homePaths,
  maskSecrets,
  parseSettings,
  type SettingsService,
  saveSettings,
} from "@tinyagi/core";
import { type HomeLock, lockHome, takeHome } from "./home-lock.js";
import { settingsPort } from "./settings-port.js";

export interface SettingsReport {
  /** What is odd and has no effect, or was put right while reading. */
  warnings: ErrorDetail[];
  /** The settings in force with this text, secrets masked. */
  settings: Record<string, unknown>;
}

/** @throws AppError `SETTINGS_INVALID` with line and column */
export function checkSettingsText(text: string): SettingsReport {
  const { settings, warnings } = parseSettings(text);
  return { settings: maskSecrets(settings), warnings };
}

/**
 * Sets and removes single values of the file of a home that no daemon serves.
 *
 * @param home absolute path
 * @returns the settings after it, secrets masked
 * @throws AppError `HOME_LOCKED` when a daemon serves it after all, `SETTINGS_UNREADABLE`, `SETTINGS_INVALID`
 */
export async function changeSettingsFile(
  home: string,
  edits: readonly SettingsEdit[],
): Promise<Record<string, unknown>> {
  const paths = homePaths(home);
  const lock = await takeHome(paths);
  try {
    return await changed(await createSettingsService({ path: paths.settings }), edits);
  } finally {
    lock.release();
  }
}

async function changed(
  service: SettingsService,
  edits: readonly SettingsEdit[],
): Promise<Record<string, unknown>> {
  try {
    const port = settingsPort(service, homedir());
    await port.update("file", (draft) => {
      applyEdits(draft, edits);
      return draft;
    });
    return port.masked();
  } finally {
    await service[Symbol.asyncDispose]();
  }
}

/**
 * Replaces the text of the file, as an editor does: a daemon that runs takes it up by itself.
 *
 * @param options.seen the text it was made from
 * @throws AppError `SETTINGS_INVALID` with line and column, `CONFLICT` when the file is no longer as it was seen
 */
export async function replaceSettingsText(options: {
  home: string;
  seen: string;
  text: string;
}): Promise<SettingsReport> {
  const paths = homePaths(options.home);
  const report = checkSettingsText(options.text);
  const lock = lockUnlessServed(paths.lock);
  try {
    if ((await readFile(paths.settings, "utf8")) !== options.seen)
      throw new AppError(
        "CONFLICT",
        "settings.json was changed by somebody else meanwhile. Nothing was written.",
      );
    await saveSettings({ path: await realpath(paths.settings), text: options.text });
    return report;
  } finally {
    lock?.release();
  }
}

/** A daemon that runs has the lock, and keeps others out as well. */
function lockUnlessServed(path: string): HomeLock | undefined {
  try {
    return lockHome(path);
  } catch (error) {
    if (isAppError(error, "HOME_LOCKED")) return undefined;
    throw error;
  }
}
