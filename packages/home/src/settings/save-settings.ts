/** Writes settings.json atomically with mode 0600, and keeps the replaced file as `.bak`. */
import { readFile } from "node:fs/promises";
import { errorCode, type Failpoints, NO_FAILPOINTS, writeFileAtomic } from "@tinyagi/base";
import type { JsonObject } from "./json-tree.js";

/** The text of a settings file: two spaces, line feed at the end. */
export function settingsText(document: JsonObject | object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * @param options.path of settings.json
 * @param options.text what to write, see {@link settingsText}
 * @throws the error of the file system; the old file is then untouched
 */
export async function saveSettings(options: {
  path: string;
  text: string;
  failpoints?: Failpoints;
}): Promise<void> {
  const failpoints = options.failpoints ?? NO_FAILPOINTS;
  const previous = await readIfThere(options.path);
  if (previous !== null) await writeFileAtomic({ path: `${options.path}.bak`, data: previous });
  await writeFileAtomic({
    path: options.path,
    data: options.text,
    beforeRename: () => failpoints.hit("settings.before-rename"),
  });
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
