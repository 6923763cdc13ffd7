/**
 * Which tasks must be done before another one. A link is for people: it holds nothing back, because the person who moves
 * a card knows more. Links never go in a circle.
 */
import { AppError } from "@tinyagi/contracts";
import { mustGetTask, type TaskContext } from "./context.js";

/** Tasks that are read to find a circle. */
const VISITED_MAX = 10_000;

/**
 * Replaces what the task needs. Inside a write.
 *
 * @param refs ids or identifiers
 * @returns whether anything changed
 * @throws AppError `NOT_FOUND`, `INVALID_INPUT` for the task itself and for a circle
 */
export function setNeeds(
  context: Pick<TaskContext, "store">,
  taskId: string,
  refs: readonly string[],
): boolean {
  const { tasks } = context.store;
  const wanted = [...new Set(refs.map((ref) => mustGetTask(context, ref).id))].sort();
  const before = tasks.needs(taskId).map(({ id }) => id);
  if (wanted.join() === before.join()) return false;
  for (const id of wanted) refuseCircle(context, { from: id, to: taskId });
  tasks.setNeeds(taskId, wanted);
  return true;
}

function refuseCircle(
  { store }: Pick<TaskContext, "store">,
  { from, to }: { from: string; to: string },
): void {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to)
      throw circle(from === to ? "itself" : `${store.tasks.get(from)?.identifier}, which needs it`);
    if (seen.size > VISITED_MAX) return;
    for (const next of store.tasks.needs(id)) seen.add(next.id);
  }
}

function circle(what: string): AppError {
  return new AppError("INVALID_INPUT", `needs: a task cannot need ${what}.`);
}
