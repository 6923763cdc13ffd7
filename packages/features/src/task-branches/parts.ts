/** What the parts of the branches of tasks use. */
import type { Clock } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import { expandHome, type GitPlace } from "@tinyagi/home";
import type { Journal, Store } from "@tinyagi/kernel";

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
