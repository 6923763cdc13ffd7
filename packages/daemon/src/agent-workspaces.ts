/** The workspaces and the skills of this home's agents. Preparing a workspace also installs the bundled skills. */
import { homedir } from "node:os";
import type { Log } from "@tinyagi/base";
import type { Settings, WorkspaceOf, WorkspacePort } from "@tinyagi/contracts";
import { createLocalWorkspaces, createSkills, createWorkspaceOf, type Skills } from "@tinyagi/features";
import { createWorkspaces, type GitPlace, type HomePaths, type Workspaces } from "@tinyagi/home";
import type { EngineOptions } from "./engine.js";
import { gitPlace } from "./git-place.js";
import type { Served } from "./served.js";

export interface AgentWorkspaces {
  skills: Skills;
  /** Folders of agents on this machine. */
  workspaces: Workspaces;
  workspaceOf: WorkspaceOf;
  /** Those of this machine, also of agents that work elsewhere. */
  local: WorkspaceOf;
}

type Parts = Pick<Served, "environment" | "paths" | "logFile" | "settings" | "store" | "clock"> &
  Pick<EngineOptions, "journal"> & {
    /** Agents on other machines. Default: there are none. */
    elsewhere?: Pick<Parameters<typeof createWorkspaceOf>[0], "placeOf" | "remote" | "isFrozen"> | undefined;
  };

/** Those of this machine, without a daemon too. */
export function openLocalWorkspaces(options: {
  settings: () => Settings;
  paths: HomePaths;
  git: GitPlace;
  log: Log;
  /** Default: that of the process. */
  userHome?: string;
}): { workspaces: Workspaces; local: WorkspaceOf } {
  const { settings, paths, userHome = homedir() } = options;
  const workspaces = createWorkspaces({ settings, home: paths.home, userHome });
  const homes = { home: paths.home, userHome };
  return { workspaces, local: createLocalWorkspaces({ ...options, ...paths, workspaces, homes }) };
}

export function openWorkspaces(parts: Parts): AgentWorkspaces {
  const { environment, paths, settings } = parts;
  const { log } = parts.logFile;
  const { workspaces, local } = openLocalWorkspaces({
    settings: () => settings.current(),
    paths,
    git: gitPlace(parts),
    log,
  });
  const bare = createWorkspaceOf({ ...parts.elsewhere, local, filesOut: paths.filesOut });
  const skills = createSkills({
    ...parts,
    log,
    workspaceOf: bare,
    hostEnv: environment.variables,
    scratch: paths.run,
  });
  return { skills, workspaces, local, workspaceOf: (agentId) => withSkills(skills, agentId, bare(agentId)) };
}

function withSkills(
  { provision }: Pick<Skills, "provision">,
  agentId: string,
  workspace: WorkspacePort,
): WorkspacePort {
  const after = async <T extends { folder: string }>(prepared: T): Promise<T> => {
    await provision(agentId, prepared.folder);
    return prepared;
  };
  return {
    ...workspace,
    prepare: async (input, call) => after(await workspace.prepare(input, call)),
    preparePrompt: async (input, call) => after(await workspace.preparePrompt(input, call)),
  };
}
