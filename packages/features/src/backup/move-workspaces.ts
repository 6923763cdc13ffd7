/**
 * Changes the settings of a backup so that its agents work in another folder, and a second home does not share
 * directories with the first. Only paths change. A folder that agents may not use is refused. Writes nothing.
 */
import { isAbsolute, join, relative } from "node:path";
import { isWithin } from "@tinyagi/base";
import {
  expandHome,
  isObject,
  type JsonObject,
  parseSettings,
  resolveWorkspacePath,
  settingsText,
  workspaceRoot,
} from "@tinyagi/home";

export interface MovingWorkspaces {
  /** Absolute path of the new folder for all workspaces. */
  workspace: string;
  /** The home that gets the settings. */
  paths: { home: string };
  userHome: string;
}

/**
 * @param document the result of `parseSettings`
 * @returns the settings as text, with all agents inside `workspace`: an agent inside the old folder keeps its
 * relative path, any other gets the folder named by its id
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
  const relativePath = isWithin(expanded, oldRoot) ? relative(oldRoot, join(expanded)) : "";
  return relativePath === "" ? rest : { ...rest, working_directory: relativePath };
}
