/**
 * Lists and denies the plugins of a home that no daemon serves, without loading them. This way a plugin that prevents
 * the daemon from starting can be removed.
 */

import { createSystemClock, SILENT_LOG } from "@tinyagi/base";
import { AppError, type PluginView } from "@tinyagi/contracts";
import { createPlugins, type Plugins, sayPlugin } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import { createJournal, openStore } from "@tinyagi/kernel";
import { withHome } from "./backup.js";
import { readEnvironment } from "./environment.js";
import { isThere } from "./first-run.js";
import { pluginPlaces } from "./plugins.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Unused, because no plugin is loaded. */
const HOOK_TIMEOUT_MS = 0;
const AUTHOR = "operator";

export interface UnservedPlugins {
  list(): Promise<PluginView[]>;
  get: Plugins["get"];
  deny(name: string): Promise<void>;
}

/** Each call takes the home's lock. @throws AppError `HOME_LOCKED`; `DAEMON_UNREACHABLE` for a home that never ran */
export function unservedPlugins(env: Variables): UnservedPlugins {
  return {
    list: () => withPlugins(env, async (plugins) => (await plugins.list()).map(asStopped)),
    get: (name) => withPlugins(env, async (plugins) => asStopped(await plugins.get(name))),
    deny: (name) => withPlugins(env, (plugins) => plugins.deny(name, AUTHOR)),
  };
}

async function withPlugins<T>(env: Variables, use: (plugins: Plugins) => Promise<T>): Promise<T> {
  // Creating a database here would make the first start treat this home as its own and skip the import.
  if (!(await isThere(homePaths(readEnvironment(env).home).database)))
    throw new AppError("DAEMON_UNREACHABLE", "No daemon runs, and this home has no database yet.");
  return withHome(env, async (paths) => {
    const clock = createSystemClock();
    const log = SILENT_LOG;
    await using store = openStore({ path: paths.database, clock });
    await using plugins = createPlugins({
      store,
      clock,
      log,
      ...pluginPlaces(paths),
      journal: createJournal({ store, clock, log }),
      timeoutMs: () => HOOK_TIMEOUT_MS,
      legacy: () => [],
    });
    return await use(plugins);
  });
}

/** No daemon runs, so an approved plugin waits for a start. */
function asStopped<T extends PluginView>(view: T): T {
  if (view.state !== "restart_needed") return view;
  return { ...view, ...sayPlugin(view.name, { code: "plugin.start" }) };
}
