/** A plugin as it is found: its content, its approval and what is known of its crashes. */
import { join } from "node:path";
import { AppError, type PluginView } from "@tinyagi/contracts";
import type { CrashedPlugins } from "./crashed-plugins.js";
import { type PluginContent, readPlugin } from "./plugin-files.js";
import { pluginNames, refusalOfAll } from "./plugin-folder.js";
import { toView } from "./plugin-view.js";
import type { PluginsOptions, RunningPlugins } from "./running-plugins.js";

/** What the files of the plugins share. */
export interface PluginParts extends Omit<PluginsOptions, "crashes"> {
  readonly running: RunningPlugins;
  readonly crashes: CrashedPlugins;
  /** States as they were last found. */
  readonly seen: Map<string, PluginView["state"]>;
}

/** Reads a plugin and finds its state. */
export async function inspect(
  parts: PluginParts,
  name: string,
): Promise<{ view: PluginView; content: PluginContent }> {
  const { folder, store, running, crashes, seen } = parts;
  const content = await readPlugin(join(folder, name));
  const approval = store.plugins.get(name);
  const refusal = await refusalOfAll(parts);
  const crash = crashes.all().get(name);
  const view = toView({ name, content, approval, refusal, state: running.stateOf(name), crash });
  seen.set(name, view.state);
  return { view, content };
}

/** @throws AppError `NOT_FOUND` */
export async function mustExist({ folder }: PluginParts, name: string): Promise<void> {
  if (!(await pluginNames(folder)).includes(name))
    throw new AppError("NOT_FOUND", "There is no plugin of this name. List them with `tinyagi plugin list`.");
}
