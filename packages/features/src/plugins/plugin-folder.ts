/** Lists a home's folder of plugins and checks whether it can be trusted. Reads only; never loads. */
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@tinyagi/base";
import { type PluginWhy, pluginNameSchema } from "@tinyagi/contracts";
import { judgePluginsFolder } from "./plugin-files.js";

/** Most folders inspected. */
export const PLUGINS_MAX = 100;

/**
 * Why no plugin at all may run, or null. Node looks for packages in every parent folder of a module, and no plugin's
 * digest covers those.
 */
export async function refusalOfAll({
  folder,
  home,
}: {
  folder: string;
  home: string;
}): Promise<PluginWhy | null> {
  if (await exists(join(home, "node_modules"))) return { code: "plugin.shared_modules" };
  return judgePluginsFolder(folder);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Names of the entries that may be plugins, sorted, without files and without names that cannot be shown safely. */
export async function pluginNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      const mayBe =
        (entry.isDirectory() || entry.isSymbolicLink()) && pluginNameSchema.safeParse(entry.name).success;
      if (mayBe) names.push(entry.name);
      if (names.length >= PLUGINS_MAX) break;
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  return names.sort();
}
