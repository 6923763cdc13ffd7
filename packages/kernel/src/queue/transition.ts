/** The state machine of a queue row: the table of legal transitions, and the check that exactly one row changed. */
import { AppError, type MessageState } from "@tinyagi/contracts";

export const TRANSITIONS: Readonly<Record<MessageState, readonly MessageState[]>> = {
  pending: ["processing", "cancelled", "dead"],
  processing: ["completed", "dead", "cancelled", "pending"],
  completed: [],
  dead: ["pending"],
  // Only work that a budget stopped, when the budget is raised.
  cancelled: ["pending"],
};

/** Whether the table allows the step. */
export function isLegal(from: MessageState, to: MessageState): boolean {
  return TRANSITIONS[from].includes(to);
}

/**
 * Asserts that a guarded update moved exactly one row.
 *
 * @param changed rows the statement changed
 * @throws AppError `ILLEGAL_TRANSITION` for a step the table does not allow, `STALE_RUN` when the row had left `from` or another run had claimed it
 */
export function transition(
  step: { id: number; from: MessageState; to: MessageState },
  changed: number,
): void {
  if (!isLegal(step.from, step.to))
    throw new AppError("ILLEGAL_TRANSITION", `A message cannot go from ${step.from} to ${step.to}.`);
  if (changed !== 1)
    throw new AppError(
      "STALE_RUN",
      `Message ${step.id} is not ${step.from} under this claim any more; the result was refused.`,
    );
}
