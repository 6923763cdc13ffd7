/** What the parts of the branches of tasks use. */
import type { Clock } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import { expandHome, type GitPlace } from "@tinyagi/home";
import type { Journal, Store, TaskBranchRow } from "@tinyagi/kernel";

export interface BranchParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, "repositories" | "agents">;
  readonly git: GitPlace;
  /** What `~` means in settings. */
  readonly userHome: string;
  /** Whether an agent works on another machine. */
  readonly isElsewhere: (agentId: string) => boolean;
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
