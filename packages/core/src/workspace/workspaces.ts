/**
 * The workspaces of the configured agents. Every access goes through the path policy again; provisioning happens
 * once for each path and agent and then costs a `stat`.
 */
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type AgentConfig, AppError, type Settings } from "@tinyagi/contracts";
import { errorCode } from "../files/atomic-file.js";
import { expandHome, resolveWorkspacePath } from "./path-policy.js";
import { provisionWorkspace } from "./provision.js";
import { readWithin, writeWithin } from "./workspace-file.js";

/** Name of the directory of all workspaces below the user's home, when the settings name none. */
const DEFAULT_ROOT = "tinyagi-workspace";
/** More agents than this are provisioned anew now and then, which is slow and harmless. */
const READY_MAX = 10_000;

export interface Workspaces {
  /** The directory of all workspaces, absolute. */
  root(): string;
  /** Real path of the agent's workspace, existing or not. */
  pathOf(agentId: string): Promise<string>;
  /** The same, created and provisioned when it was missing. */
  ensure(agentId: string): Promise<string>;
  /** Text of a file of the workspace, at most 1 MiB; `null` when there is none. `name` may be absolute within it. */
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

/** All methods throw AppError `UNKNOWN_AGENT` for an unconfigured id and `PATH_REFUSED` by the path policy. */
export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const userHome = options.userHome ?? homedir();
  const ready = new Set<string>();
  const root = (): string => workspaceRoot(options.settings(), userHome);

  const pathOf = async (agentId: string): Promise<string> => {
    const agent = agentOf(options.settings(), agentId);
    return resolveWorkspacePath({
      root: root(),
      agentId,
      directory: agent.working_directory,
      home: options.home,
      userHome,
    });
  };

  const ensure = async (agentId: string): Promise<string> => {
    const path = await pathOf(agentId);
    const key = `${agentId}\0${path}`;
    if (ready.has(key) && (await isDirectory(path))) return path;
    const agent = agentOf(options.settings(), agentId);
    const workspace = await provisionWorkspace({
      workspaceRoot: root(),
      agentId,
      agent,
      home: options.home,
      userHome,
    });
    if (ready.size >= READY_MAX) ready.clear();
    ready.add(key);
    return workspace;
  };

  return {
    root,
    pathOf,
    ensure,
    readText: async (agentId, name) => readWithin(await pathOf(agentId), name),
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

function agentOf(settings: Settings, agentId: string): AgentConfig {
  const agent = Object.hasOwn(settings.agents, agentId) ? settings.agents[agentId] : undefined;
  if (agent === undefined) throw new AppError("UNKNOWN_AGENT", "No agent has this id.");
  return agent;
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
