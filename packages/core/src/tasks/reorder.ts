/** Puts tasks into columns. Refuses unknown ids before it writes anything, so that a move is all or nothing. */
import { AppError } from "@tinyagi/contracts";
import type { TaskRow } from "../store/schema.js";
import { mustGetTask, saveTask, type TaskCaller, type TaskContext } from "./context.js";
import { dispatch, isHandedOver } from "./dispatch.js";

/** Ids or identifiers by column, in the wanted order. */
export type TaskColumns = { readonly [Status in TaskRow["status"]]?: readonly string[] | undefined };

export function reorder(context: TaskContext, columns: TaskColumns, caller: TaskCaller): void {
  const moves = movesOf(context, columns);
  for (const { before, after } of moves) {
    if (before.status !== after.status) saveTask(context, after, { by: caller.name, fields: ["status"] });
    else if (before.sort_order !== after.sort_order) context.store.tasks.update(after);
  }
  context.journal.append("task.reordered", { columns: Object.keys(columns), by: caller.name });
  for (const { before, after } of moves) if (isHandedOver(before, after)) dispatch(context, after, caller);
}

function movesOf(context: TaskContext, columns: TaskColumns): { before: TaskRow; after: TaskRow }[] {
  const now = context.clock.now();
  const seen = new Set<string>();
  return (Object.entries(columns) as [TaskRow["status"], readonly string[] | undefined][]).flatMap(
    ([status, refs]) =>
      (refs ?? []).map((ref, place) => {
        const before = mustGetTask(context, ref);
        if (seen.has(before.id)) throw new AppError("INVALID_INPUT", "columns: name each task once.");
        seen.add(before.id);
        const isMoved = before.status !== status;
        const after: TaskRow = {
          ...before,
          status,
          sort_order: place,
          dispatch_error: isMoved ? null : before.dispatch_error,
          updated_at: isMoved ? now : before.updated_at,
        };
        return { before, after };
      }),
  );
}
