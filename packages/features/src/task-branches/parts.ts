/** What the parts of the branches of tasks use. */

import { join } from "node:path";
import type { Clock } from "@tinyagi/base";
import { isAppError, type Settings } from "@tinyagi/contracts";
import { expandHome, type GitPlace } from "@tinyagi/home";
import type { Journal, Store, TaskBranchRow } from "@tinyagi/kernel";
import { folderOf } from "./branch-names.js";

export interface BranchParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, "repositories" | "agents">;
  readonly git: GitPlace;
  /** Folder with the changes of merged tasks whose clone was removed. */
  readonly keptChanges: string;
  /** What `~` means in settings. */
  readonly userHome: string;
  /** Whether an agent works on another machine. */
  readonly isElsewhere: (agentId: string) => boolean;
  /** The workspace of an agent on this machine. @throws AppError `UNKNOWN_AGENT` */
  readonly folderOfAgent: (agentId: string) => Promise<string>;
}

/** Of a branch whose work no repository has yet. */
export const NOT_MERGED = { merged: null, merged_at: null, merged_tree: null } as const;

/** Folder of the places in a workspace, as of sub-agents. */
const PLACES = ".agents";

/** Where the clone of a branch is in a workspace. */
export function cloneIn(workspace: string, branch: string): string {
  return join(workspace, PLACES, folderOf(branch));
}

/**
 * The clone of a branch; undefined before the start, or when its agent was removed. It is found from the workspace, because
 * a home with its workspaces may have been moved.
 */
export async function findCloneFolder(
  { folderOfAgent }: Pick<BranchParts, "folderOfAgent">,
  { agent_id: agentId, branch }: Pick<TaskBranchRow, "agent_id" | "branch">,
): Promise<string | undefined> {
  if (agentId === null) return undefined;
  try {
    return cloneIn(await folderOfAgent(agentId), branch);
  } catch (error) {
    if (isAppError(error, "UNKNOWN_AGENT")) return undefined;
    throw error;
  }
}

/** The folder of a repository of the settings. */
export function pathOf(
  { settings, userHome }: Pick<BranchParts, "settings" | "userHome">,
  id: string,
): string | undefined {
  const { repositories } = settings();
  const path = Object.hasOwn(repositories, id) ? repositories[id]?.path : undefined;
  return path === undefined ? undefined : expandHome(path, userHome);
}

/** The branch of a task. One that was merged is kept without a repository when a person chooses none. */
export function chosenBranch(store: Store, taskId: string): TaskBranchRow | undefined {
  const row = store.taskBranches.get(taskId);
  return row?.repository === "" ? undefined : row;
}
