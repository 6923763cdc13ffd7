/** Puts tasks into columns. Refuses unknown ids before it writes anything, so that a move is all or nothing. */
import { AppError } from "@tinyagi/contracts";
import type { TaskRow } from "@tinyagi/kernel";
import { mustGetTask, saveTask, type TaskCaller, type TaskContext } from "./context.js";
import { dispatch, isHandedOver } from "./dispatch.js";
import { changedFields, type GivenFields, withFields } from "./fields.js";

/** Ids or identifiers by column, in the wanted order. */
export type TaskColumns = { readonly [Status in TaskRow["status"]]?: readonly string[] | undefined };

/** What changes with the place of a task that moves to another lane. */
export interface LaneChange extends Pick<GivenFields, "assignee" | "projectId"> {
  /** Id or identifier of a task in the given columns. */
  id: string;
}

interface Order {
  columns: TaskColumns;
  caller: TaskCaller;
  change: LaneChange | undefined;
}

export function reorder(context: TaskContext, { columns, caller, change }: Order): void {
  const moves = listMoves(context, columns, change);
  for (const { before, after } of moves) {
    const fields = changedFields(before, after).filter((field) => field !== "sortOrder");
    if (fields.length > 0) saveTask(context, after, { by: caller.name, fields });
    else if (before.sort_order !== after.sort_order) context.store.tasks.update(after);
  }
  context.journal.append("task.reordered", { columns: Object.keys(columns), by: caller.name });
  for (const { before, after } of moves) if (isHandedOver(before, after)) dispatch(context, after, caller);
}

function listMoves(
  context: TaskContext,
  columns: TaskColumns,
  change: LaneChange | undefined,
): { before: TaskRow; after: TaskRow }[] {
  const changed = change === undefined ? undefined : mustGetTask(context, change.id).id;
  const seen = new Set<string>();
  const moves = (Object.entries(columns) as [TaskRow["status"], readonly string[] | undefined][]).flatMap(
    ([status, refs]) =>
      (refs ?? []).map((ref, place) => {
        const before = mustGetTask(context, ref);
        if (seen.has(before.id)) throw new AppError("INVALID_INPUT", "columns: name each task once.");
        seen.add(before.id);
        const lane =
          before.id === changed ? { assignee: change?.assignee, projectId: change?.projectId } : {};
        const after = withFields(context, before, { ...lane, status });
        const isMoved = changedFields(before, after).length > 0;
        return {
          before,
          after: {
            ...after,
            sort_order: place,
            updated_at: isMoved ? after.updated_at : before.updated_at,
          },
        };
      }),
  );
  if (changed !== undefined && !seen.has(changed))
    throw new AppError("INVALID_INPUT", "change: name a task of these columns.");
  return moves;
}
