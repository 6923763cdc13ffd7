/** Plugins and their approval, which loads code into the daemon: the table of acts says who may give it. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type PluginHandlers = Pick<RouteHandlers, "listPlugins" | "getPlugin" | "allowPlugin" | "denyPlugin">;

export function pluginHandlers({ plugins }: Services): PluginHandlers {
  return {
    listPlugins: () => plugins.list(),
    getPlugin: ({ params }) => plugins.get(params.name),
    async allowPlugin({ params, body }, { actor }) {
      return { ok: true, plugin: await plugins.allow(params.name, body.digest, actor) };
    },
    async denyPlugin({ params }, { actor }) {
      await plugins.deny(params.name, actor);
      return { ok: true };
    },
  };
}
