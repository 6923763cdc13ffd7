/**
 * The workspaces of the configured agents. Each access resolves the agent's directory again. The path policy is applied
 * when that leads to another place than before, or when the settings change. A directory is provisioned once, and again
 * when it is missing.
 */
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type AgentConfig, AppError, type Settings } from "@tinyagi/contracts";
import {
  expandHome,
  requestedWorkspace,
  resolveWorkspacePath,
  type WorkspaceRequest,
} from "./path-policy.js";
import { provisionWorkspace } from "./provision.js";
import { readWithin, writeWithin } from "./workspace-file.js";

/** Name of the directory of all workspaces below the user's home, when the settings name none. */
const DEFAULT_ROOT = "tinyagi-workspace";
/** With more agents than this, some are checked and provisioned again now and then, which is slow and harmless. */
const REMEMBERED_MAX = 10_000;

export interface Workspaces {
  /** The directory of all workspaces, absolute. */
  root(): string;
  /** Real path of the agent's workspace, existing or not. */
  toPath(agentId: string): Promise<string>;
  /** The same, created and provisioned when it was missing. */
  ensure(agentId: string): Promise<string>;
  /** Text of a file of the workspace, at most 1 MiB; `null` when there is none. */
  readText(agentId: string, name: string): Promise<string | null>;
  /** Replaces a file of the workspace; directories on the way must exist. */
  writeText(agentId: string, name: string, text: string): Promise<void>;
}

export interface WorkspacesOptions {
  settings: () => Settings;
  /** Home of the daemon. */
  home: string;
  /** Home of the user; default that of the process. */
  userHome?: string;
}

/** Where an agent's directory was when it was checked. */
interface Place {
  settings: Settings;
  /** As the settings name it. */
  path: string;
  /** Its real path, which the path policy allowed. */
  real: string;
}

/** All methods throw AppError `UNKNOWN_AGENT` for an unconfigured id and `PATH_REFUSED` by the path policy. */
export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const userHome = options.userHome ?? homedir();
  const ready = new Set<string>();
  const places = new Map<string, Place>();
  const root = (): string => workspaceRoot(options.settings(), userHome);

  async function locate(agentId: string): Promise<{ path: string; exists: boolean }> {
    const settings = options.settings();
    const agent = resolveAgent(settings, agentId);
    const known = places.get(agentId);
    // The policy depends on the real path alone. While that and the settings stay the same, so does the answer.
    if (known?.settings === settings && (await isAt(known.path, known.real)))
      return { path: known.real, exists: true };
    const request: WorkspaceRequest = {
      root: workspaceRoot(settings, userHome),
      agentId,
      directory: agent.working_directory,
      home: options.home,
      userHome,
    };
    const real = await resolveWorkspacePath(request);
    const { path } = requestedWorkspace(request);
    if (places.size >= REMEMBERED_MAX) places.clear();
    places.set(agentId, { settings, path, real });
    return { path: real, exists: await isAt(path, real) };
  }

  const toPath = async (agentId: string): Promise<string> => (await locate(agentId)).path;

  const ensure = async (agentId: string): Promise<string> => {
    const { path, exists } = await locate(agentId);
    const key = `${agentId}\0${path}`;
    if (exists && ready.has(key)) return path;
    const workspace = await provisionWorkspace({
      workspaceRoot: root(),
      agentId,
      agent: resolveAgent(options.settings(), agentId),
      home: options.home,
      userHome,
    });
    if (ready.size >= REMEMBERED_MAX) ready.clear();
    ready.add(key);
    return workspace;
  };

  return {
    root,
    toPath,
    ensure,
    readText: async (agentId, name) => readWithin(await toPath(agentId), name),
    writeText: async (agentId, name, text) => writeWithin(await ensure(agentId), name, text),
  };
}

/** The directory of all workspaces: `workspace.path`, or `tinyagi-workspace` in the user's home. */
export function workspaceRoot(settings: Pick<Settings, "workspace">, userHome: string): string {
  const configured = settings.workspace.path;
  return configured === undefined
    ? join(userHome, DEFAULT_ROOT)
    : resolve(userHome, expandHome(configured, userHome));
}

function resolveAgent(settings: Settings, agentId: string): AgentConfig {
  const agent = Object.hasOwn(settings.agents, agentId) ? settings.agents[agentId] : undefined;
  if (agent === undefined)
    throw new AppError("UNKNOWN_AGENT", "No agent has this id. List them with `tinyagi agent list`.");
  return agent;
}

/** Whether `path` exists and leads to `real`, through whatever links. */
async function isAt(path: string, real: string): Promise<boolean> {
  try {
    return (await realpath(path)) === real;
  } catch {
    // Missing, or not readable any more: the policy looks at it again and says what is wrong.
    return false;
  }
}
