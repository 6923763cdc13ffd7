/** Plugins and the operator's leave for them. */
import type { RouteHandlers } from "../route-handlers.js";
import { assertOperator } from "../security/authorize.js";
import type { Services } from "./services.js";

type PluginHandlers = Pick<RouteHandlers, "listPlugins" | "getPlugin" | "allowPlugin" | "denyPlugin">;

export function pluginHandlers({ plugins }: Services): PluginHandlers {
  return {
    listPlugins: () => plugins.list(),
    getPlugin: ({ params }) => plugins.get(params.name),
    async allowPlugin({ params, body }, { actor, principal }) {
      // It loads code into the daemon: no page of a browser may do that.
      assertOperator(principal);
      return { ok: true, plugin: await plugins.allow(params.name, body.digest, actor) };
    },
    async denyPlugin({ params }, { actor }) {
      await plugins.deny(params.name, actor);
      return { ok: true };
    },
  };
}
