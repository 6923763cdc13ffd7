/** The task board and the search over everything, built over an open store. */

import type { Clock, Log, NewId } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import {
  createProjects,
  createSearch,
  createTasks,
  type Projects,
  type Search,
  type Tasks,
} from "@tinyagi/features";
import type { Journal, Store } from "@tinyagi/kernel";
import { type Conversations, readableOutput } from "@tinyagi/teams";

export interface Board {
  projects: Projects;
  tasks: Tasks;
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
}): Board {
  const { store, journal, clock, newId, log, settings, accept } = options;
  const search = createSearch({ store, journal, clock, log, readable: readableOutput });
  const parts = { store, journal, clock, newId };
  return {
    projects: createProjects(parts),
    tasks: createTasks({ ...parts, settings, accept, index: search.tasks }),
    search,
  };
}
