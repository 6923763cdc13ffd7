/**
 * The settings file of a home without a running daemon: checked, changed and replaced as a daemon would do it. The
 * caller holds the home's lock while it writes. The next start records such a change as a revision by `file`.
 */
import { readFile, realpath } from "node:fs/promises";
import { AppError, type ErrorDetail, type SettingsEdit } from "@tinyagi/contracts";
import type { JsonObject } from "./json-tree.js";
import { parseSettings } from "./parse-settings.js";
import { saveSettings } from "./save-settings.js";
import { maskSecrets } from "./secret-mask.js";
import { FILE_AUTHOR } from "./settings-author.js";
import { createSettingsService } from "./settings-service.js";

export interface SettingsReport {
  /** What has no effect, or was repaired while reading. */
  warnings: ErrorDetail[];
  /** The settings that result from this text, secrets masked. */
  settings: JsonObject;
}

/** @throws AppError `SETTINGS_INVALID` with line and column */
export function checkSettingsText(text: string): SettingsReport {
  const { settings, warnings } = parseSettings(text);
  return { settings: maskSecrets(settings), warnings };
}

/**
 * Sets and removes single values.
 *
 * @returns the settings after it, secrets masked
 * @throws AppError like an update of the settings
 */
export async function editSettingsFile(
  place: { path: string; home: string; userHome: string },
  edits: readonly SettingsEdit[],
): Promise<JsonObject> {
  await using service = await createSettingsService(place);
  await service.update(FILE_AUTHOR, edits);
  return service.masked();
}

/**
 * Replaces the whole text, as an editor does: a running daemon loads it by itself.
 *
 * @param options.seen the text it was made from
 * @throws AppError `SETTINGS_INVALID` with line and column, `CONFLICT` when the file no longer holds `seen`
 */
export async function replaceSettingsFile(options: {
  path: string;
  seen: string;
  text: string;
}): Promise<SettingsReport> {
  const report = checkSettingsText(options.text);
  if ((await readFile(options.path, "utf8")) !== options.seen)
    throw new AppError(
      "CONFLICT",
      "Somebody else changed settings.json in the meantime. Nothing was written.",
    );
  await saveSettings({ path: await realpath(options.path), text: options.text });
  return report;
}
