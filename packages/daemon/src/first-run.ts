/** The first start of a home: finds agent CLIs and writes settings with a demo team. An existing file is never touched. */
import { lstat } from "node:fs/promises";
import { errorCode, findProgram } from "@tinyagi/base";
import { AppError, HARNESS_IDS, harnessRow } from "@tinyagi/contracts";
import { createFirstRunSettings, saveSettings, settingsText } from "@tinyagi/home";

/**
 * @returns whether settings were written
 * @throws AppError `SETTINGS_UNREADABLE` when the file is missing but its backup exists: new settings would later
 * overwrite that backup, the only copy
 */
export async function ensureSettings(options: {
  path: string;
  backup: string;
  workspace: string;
  searchPath: string;
}): Promise<boolean> {
  if (await isThere(options.path)) return false;
  if (await isThere(options.backup))
    throw new AppError(
      "SETTINGS_UNREADABLE",
      `${options.path} is missing, but its backup ${options.backup} is there. Copy the backup back, or remove it to start with new settings.`,
    );
  const clis = HARNESS_IDS.flatMap((id) => {
    const binary = harnessRow(id)?.cli?.binary;
    return binary === undefined ? [] : [{ id, binary }];
  });
  // Programs that speak ACP are only offered: their names are those of other programs, too.
  const files = await Promise.all(clis.map(({ binary }) => findProgram(binary, options.searchPath)));
  const found = new Set(clis.filter((_, index) => files[index] !== undefined).map(({ id }) => id));
  await saveSettings({
    path: options.path,
    text: settingsText(createFirstRunSettings({ workspace: options.workspace, found })),
  });
  return true;
}

/** Counts broken links too: TinyAGI must not replace them. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw new AppError("SETTINGS_UNREADABLE", `${path} cannot be inspected. Check its permissions.`, {
      cause: error,
    });
  }
}
