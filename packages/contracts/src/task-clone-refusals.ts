/** Why the work on a task's branch cannot be read or merged. This file imports nothing that checks values: pages load it. */
import { WORKTREE_REFUSALS } from "./worktree-refusals.js";

export const TASK_CLONE_REFUSALS = {
  ...WORKTREE_REFUSALS,
  none: "the folder is in no git repository",
  no_branch: "the repository has no such branch",
  bad_branch: "the name of the branch has characters that TinyAGI does not accept",
  no_clone: "the agent removed the repository of its clone, or replaced it",
  too_large: "there are too many changes, or they are too large",
  changed: "the agent changed something after you looked at it. Look at the changes again",
  bad_objects: "git found damaged or forged objects in the agent's commits",
  unrelated: "the agent's commits have no common history with the branch",
  conflict: "the same lines were changed in the branch meanwhile",
  dirty: "files that would change have other changes in your checkout. Commit them or put them aside first",
  moved: "the branch moved at the same time. Try again",
  checked_out_elsewhere:
    "another worktree of the repository has the branch checked out. Name that folder in the settings",
  elsewhere: "the agent works on another machine, which has no access to the repository",
  remote_unreachable: "the remote cannot be reached, or does not accept the token",
  remote_rejected: "the remote refused the branch",
  remote_moved: "someone else pushed to the branch of this task at the remote",
  not_at_remote:
    "your branch has commits that its remote does not have. Push them first, so that a pull request contains only this task",
  no_repository: "the settings no longer name the repository",
} as const satisfies Record<string, string>;

export type TaskCloneRefusal = keyof typeof TASK_CLONE_REFUSALS;
