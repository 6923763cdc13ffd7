/**
 * Copies the settings of a home into a backup: those in force, also where settings.json is a link or another name of a
 * file elsewhere, as the daemon reads it. A backup that a restore would refuse for its settings, or after which they
 * would be lost, is not made.
 */
import { lstat, readFile, stat, writeFile } from "node:fs/promises";
import { AppError, isAppError } from "@tinyagi/contracts";
import { errorCode } from "../files/atomic-file.js";
import { parseSettings } from "../settings/parse-settings.js";

const PRIVATE_FILE = 0o600;

/**
 * @param to a file that is not there yet
 * @returns false when the home has no settings
 * @throws AppError `SETTINGS_UNREADABLE`
 */
export async function copySettings(from: string, to: string): Promise<boolean> {
  if (!(await isThere(from))) return false;
  const content = await contentOf(from);
  try {
    parseSettings(content.toString("utf8"));
  } catch (error) {
    throw isAppError(error) ? unreadable(error.message, error) : error;
  }
  await writeFile(to, content, { flag: "wx", mode: PRIVATE_FILE });
  return true;
}

/** Also a link that leads nowhere is there. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    // A read of a pipe would wait for ever.
    if ((await stat(path)).isFile()) return await readFile(path);
  } catch (error) {
    throw unreadable(`settings.json cannot be read (${errorCode(error)}). See where it leads.`, error);
  }
  throw unreadable("settings.json is not a file. Put the file back.");
}

function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError(
    "SETTINGS_UNREADABLE",
    `No backup was made: ${reason}`,
    cause === undefined ? {} : { cause },
  );
}
