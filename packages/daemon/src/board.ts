/** The task board and the search over everything, built over an open store. */

import type { Clock, Log, NewId } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import {
  type BranchParts,
  createProjects,
  createSearch,
  createTaskBranches,
  createTaskRemotes,
  createTasks,
  type Projects,
  type Search,
  type TaskBranches,
  type TaskRemoteOptions,
  type TaskRemotes,
  type Tasks,
} from "@tinyagi/features";
import type { Journal, Store } from "@tinyagi/kernel";
import { type Conversations, readableOutput } from "@tinyagi/teams";

export interface Board {
  projects: Projects;
  tasks: Tasks;
  taskBranches: TaskBranches;
  taskRemotes: TaskRemotes;
  search: Search;
}

/** @param options.accept accepts the message for a task */
export function createBoard(options: {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  log: Log;
  settings: () => Settings;
  accept: Conversations["acceptWithin"];
  branches: BranchParts;
  tokenOf: TaskRemoteOptions["tokenOf"];
}): Board {
  const { store, journal, clock, newId, log, settings, accept } = options;
  const search = createSearch({ store, journal, clock, log, readable: readableOutput });
  const parts = { store, journal, clock, newId };
  const tasks = createTasks({ ...parts, settings, accept, index: search.tasks });
  const taskBranches = createTaskBranches({ ...options.branches, tasks });
  const remotes = { ...options.branches, tasks, branches: taskBranches, log, tokenOf: options.tokenOf };
  return {
    projects: createProjects(parts),
    tasks,
    taskBranches,
    taskRemotes: createTaskRemotes(remotes),
    search,
  };
}
