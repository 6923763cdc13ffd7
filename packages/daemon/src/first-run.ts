/** The first start of a home: finds agent CLIs and writes settings with a demo team. An existing file is never touched. */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { createFirstRunSettings, saveSettings, settingsText } from "@tinyagi/core";

/** @returns whether settings were written */
export async function ensureSettings(options: {
  path: string;
  workspace: string;
  searchPath: string;
}): Promise<boolean> {
  if (await exists(options.path, constants.F_OK)) return false;
  const [claude, codex] = await Promise.all([
    onPath("claude", options.searchPath),
    onPath("codex", options.searchPath),
  ]);
  await saveSettings({
    path: options.path,
    text: settingsText(createFirstRunSettings({ workspace: options.workspace, found: { claude, codex } })),
  });
  return true;
}

async function onPath(command: string, searchPath: string): Promise<boolean> {
  for (const folder of searchPath.split(delimiter)) {
    if (folder !== "" && (await exists(join(folder, command), constants.X_OK))) return true;
  }
  return false;
}

async function exists(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    // Not there (or not ours to run) is one of the two ordinary answers.
    return false;
  }
}
