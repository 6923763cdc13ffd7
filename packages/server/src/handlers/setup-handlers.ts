/**
 * The first set-up by a client: all settings at once, then the workspaces. Masks stand for stored secrets. Sections
 * that 0.0.20 did not know stay unchanged when the body omits them, because its clients could not send them.
 */
import type { Settings } from "@tinyagi/contracts";
import { expandHome } from "@tinyagi/core";
import type { RouteHandlers } from "../route-handlers.js";
import { isObject, type Json } from "./places.js";
import type { Services } from "./services.js";

/** Sections that every client knows. Entries that the body omits in them are removed. */
const OLD_SECTIONS: ReadonlySet<string> = new Set([
  "workspace",
  "channels",
  "models",
  "default_agent",
  "agents",
  "custom_providers",
  "teams",
  "monitoring",
]);

export function setupHandlers(services: Services): Pick<RouteHandlers, "setup"> {
  const { settings } = services;
  return {
    async setup({ body }, { author }) {
      const wanted = expandPaths(body, services.daemon.userHome);
      const saved = await settings.update(author, (draft) => {
        const kept = Object.entries(draft).filter(([section]) => !OLD_SECTIONS.has(section));
        return { ...Object.fromEntries(kept), ...wanted } as Settings;
      });
      for (const [id, agent] of Object.entries(saved.agents)) await services.ensureWorkspace(id, agent);
      const masked = settings.masked() as Awaited<ReturnType<RouteHandlers["getSettings"]>>;
      return { ok: true, settings: masked };
    },
  };
}

/** A copy in which `~`, `~/` and `$HOME` are expanded in the paths of the workspace and of agents. */
function expandPaths(body: Json, userHome: string): Json {
  const { workspace, agents } = body;
  const expanded: Record<string, unknown> = { ...body };
  if (isObject(workspace)) expanded.workspace = withPath(workspace, "path", userHome);
  if (isObject(agents)) {
    const entries = Object.entries(agents).map(([id, agent]) => [
      id,
      isObject(agent) ? withPath(agent, "working_directory", userHome) : agent,
    ]);
    expanded.agents = Object.fromEntries(entries);
  }
  return expanded;
}

function withPath(entry: Json, key: string, userHome: string): Json {
  const path = entry[key];
  return typeof path === "string" ? { ...entry, [key]: expandHome(path, userHome) } : entry;
}
