/**
 * Copies the settings of a home into a backup. It copies the content that the daemon reads, also when settings.json
 * is a link. No backup is made if a restore would refuse these settings or lose them.
 */
import { lstat, readFile, stat, writeFile } from "node:fs/promises";
import { errorCode } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { parseSettings } from "@tinyagi/home";

const PRIVATE_FILE = 0o600;

/**
 * @param to path of a file that does not exist yet
 * @returns false when the home has no settings
 * @throws AppError `SETTINGS_UNREADABLE`
 */
export async function copySettings(from: string, to: string): Promise<boolean> {
  if (!(await isThere(from))) return false;
  const content = await toContent(from);
  try {
    parseSettings(content.toString("utf8"));
  } catch (error) {
    throw isAppError(error) ? unreadable(error.message, error) : error;
  }
  await writeFile(to, content, { flag: "wx", mode: PRIVATE_FILE });
  return true;
}

/** Counts broken links too. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function toContent(path: string): Promise<Buffer> {
  try {
    // Reading a pipe would block forever.
    if ((await stat(path)).isFile()) return await readFile(path);
  } catch (error) {
    throw unreadable(
      `settings.json cannot be read (${errorCode(error)}). Check the path and its permissions.`,
      error,
    );
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
