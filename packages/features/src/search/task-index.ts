/** Updates the board's entries in the writes that change the board. */

import type { Store } from "@tinyagi/kernel";
import { BOARD_RANGE } from "@tinyagi/kernel";
import type { TaskIndex } from "../tasks/context.js";
import { commentEntry, taskEntry, toRowid } from "./entry.js";
import { buildMatch } from "./query.js";

const COMMENTS_OF_A_TASK = 10_000;
const BATCH_ROWS = 500;
/** A phrase without a word. */
const FINDS_NOTHING = '""';

export function createTaskIndex({ search, tasks }: Pick<Store, "search" | "tasks">): TaskIndex {
  return {
    buildMatch: (text) => buildMatch(text, { starts: true }) ?? FINDS_NOTHING,
    putTask: (task) => search.put(taskEntry(task)),
    putComment: (comment) => search.put(commentEntry(comment)),
    removeTask(id) {
      for (const comment of tasks.comments(id, COMMENTS_OF_A_TASK))
        search.remove(toRowid("comment", comment.id));
      search.remove(toRowid("task", id));
    },
    removeComment: (id) => search.remove(toRowid("comment", id)),
  };
}

/**
 * Inside a write: reads the whole board into the index when their sizes differ, as after an import, which writes tasks
 * directly.
 *
 * @returns how many entries were written
 */
export function repairTaskIndex({ search }: Pick<Store, "search">): number {
  const { above, below } = BOARD_RANGE;
  if (search.countBetween(above, below) === search.countBoard()) return 0;
  for (const rowid of search.rowidsBetween(above, below, Number.MAX_SAFE_INTEGER)) search.remove(rowid);
  let written = 0;
  for (let after = 0, size = BATCH_ROWS; size === BATCH_ROWS; ) {
    const rows = search.tasksAfter(after, BATCH_ROWS);
    for (const row of rows) search.put(taskEntry(row));
    [after, size, written] = [rows.at(-1)?.row ?? after, rows.length, written + rows.length];
  }
  for (let after = 0, size = BATCH_ROWS; size === BATCH_ROWS; ) {
    const rows = search.commentsAfter(after, BATCH_ROWS);
    for (const row of rows) search.put(commentEntry(row));
    [after, size, written] = [rows.at(-1)?.row ?? after, rows.length, written + rows.length];
  }
  return written;
}
