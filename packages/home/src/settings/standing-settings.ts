/** The settings that count for a home no daemon serves: what changes from outside are compared with. */
import { readFile } from "node:fs/promises";
import { errorCode } from "@tinyagi/base";
import { defaultSettings, isAppError, type Settings } from "@tinyagi/contracts";
import { parseSettings } from "./parse-settings.js";

/** @param path of settings.json. @returns the defaults for a new home and for a file that is not valid */
export async function standingSettings(path: string): Promise<Settings> {
  try {
    return parseSettings(await readFile(path, "utf8")).settings;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || isAppError(error, "SETTINGS_INVALID")) return defaultSettings();
    throw error;
  }
}
