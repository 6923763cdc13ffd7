/**
 * Settings of a backup with the workspaces of their agents in another place, so that a second home does not share the
 * directories of the first. Nothing but places is changed; a place that no agent may have is refused. Writes nothing.
 */
import { isAbsolute, join, relative } from "node:path";
import { isWithin } from "../files/within.js";
import { isObject, type JsonObject } from "../settings/json-tree.js";
import { parseSettings } from "../settings/parse-settings.js";
import { settingsText } from "../settings/save-settings.js";
import { expandHome, resolveWorkspacePath } from "../workspace/path-policy.js";
import { workspaceRoot } from "../workspace/workspaces.js";

export interface MovingWorkspaces {
  /** Absolute path of the new folder of all workspaces. */
  workspace: string;
  /** The home the settings are for. */
  paths: { home: string };
  userHome: string;
}

/**
 * @param document what `parseSettings` made of the settings
 * @returns text of the settings whose agents all work below `workspace`: one that worked below the old folder has the
 *   same place in the new one, any other gets the folder of its id
 * @throws AppError `PATH_REFUSED` when an agent may not work there
 */
export async function moveWorkspaces(document: JsonObject, options: MovingWorkspaces): Promise<string> {
  const { workspace, userHome } = options;
  const { settings } = parseSettings(settingsText(document));
  const oldRoot = workspaceRoot(settings, userHome);
  const agents = isObject(document.agents) ? document.agents : {};
  const moved = {
    ...document,
    workspace: { ...(isObject(document.workspace) ? document.workspace : {}), path: workspace },
    agents: Object.fromEntries(
      Object.entries(agents).map(([id, agent]) => [
        id,
        isObject(agent) ? withinRoot(agent, oldRoot, userHome) : agent,
      ]),
    ),
  };
  const text = settingsText(moved);
  for (const [agentId, agent] of Object.entries(parseSettings(text).settings.agents)) {
    const places = { root: workspace, agentId, home: options.paths.home, userHome };
    await resolveWorkspacePath({ ...places, directory: agent.working_directory });
  }
  return text;
}

function withinRoot(agent: JsonObject, oldRoot: string, userHome: string): JsonObject {
  const { working_directory: directory, ...rest } = agent;
  if (typeof directory !== "string") return agent;
  const expanded = expandHome(directory, userHome);
  if (!isAbsolute(expanded)) return agent;
  const below = isWithin(expanded, oldRoot) ? relative(oldRoot, join(expanded)) : "";
  return below === "" ? rest : { ...rest, working_directory: below };
}
