/** The first start of a home: finds agent CLIs and writes settings with a demo team. An existing file is never touched. */
import { access, constants, lstat, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { AppError, HARNESS_IDS, harnessRow } from "@tinyagi/contracts";
import { createFirstRunSettings, errorCode, saveSettings, settingsText } from "@tinyagi/core";

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
  const isFound = await Promise.all(clis.map(({ binary }) => onPath(binary, options.searchPath)));
  const found = new Set(clis.filter((_, index) => isFound[index]).map(({ id }) => id));
  await saveSettings({
    path: options.path,
    text: settingsText(createFirstRunSettings({ workspace: options.workspace, found })),
  });
  return true;
}

/** Whether one of these folders has this program. */
export async function onPath(command: string, searchPath: string): Promise<boolean> {
  for (const folder of searchPath.split(delimiter)) {
    if (folder !== "" && (await isProgram(join(folder, command)))) return true;
  }
  return false;
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

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // A file that is missing or may not be executed is a normal result.
    return false;
  }
}
