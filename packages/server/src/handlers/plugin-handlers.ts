/** Plugins and their approval by the operator. */
import type { RouteHandlers } from "../route-handlers.js";
import { assertOperator } from "../security/authorize.js";
import type { Services } from "./services.js";

type PluginHandlers = Pick<RouteHandlers, "listPlugins" | "getPlugin" | "allowPlugin" | "denyPlugin">;

export function pluginHandlers({ plugins }: Services): PluginHandlers {
  return {
    listPlugins: () => plugins.list(),
    getPlugin: ({ params }) => plugins.get(params.name),
    async allowPlugin({ params, body }, { actor, principal }) {
      // Approval loads code into the daemon. A page in a browser must not be able to do that.
      assertOperator(principal);
      return { ok: true, plugin: await plugins.allow(params.name, body.digest, actor) };
    },
    async denyPlugin({ params }, { actor }) {
      await plugins.deny(params.name, actor);
      return { ok: true };
    },
  };
}
