/** When a task is due for its reader, and lists of tasks in an order of their own. Pure. */
import { TASK_PRIORITIES, type TaskPriority, type TaskView } from "@tinyagi/contracts";
import { stamp } from "../figures/time.js";

export type DueState = "overdue" | "today" | "later";
/** `board` is the order in which people put them. */
export const TASK_ORDERS = ["board", "priority", "due", "changed"] as const;
export type TaskOrder = (typeof TASK_ORDERS)[number];

type DueFacts = Pick<TaskView, "dueOn" | "status">;
type OrderFacts = Pick<TaskView, "dueOn" | "priority" | "updatedAt">;

const DAY_CHARS = "YYYY-MM-DD".length;

/**
 * @param now epoch milliseconds; the day is that of this machine
 * @returns undefined without a day, and of a task that is done
 */
export function dueState({ dueOn, status }: DueFacts, now: number): DueState | undefined {
  if (dueOn === null || status === "done") return undefined;
  const today = stamp(now).slice(0, DAY_CHARS);
  return dueOn < today ? "overdue" : dueOn === today ? "today" : "later";
}

/**
 * @returns the same tasks: the most urgent, the first that is due, or the last that changed first. Tasks that are alike
 * keep their order, and those without a day come last.
 */
export function inOrder<Task extends OrderFacts>(tasks: readonly Task[], by: TaskOrder): Task[] {
  if (by === "board") return [...tasks];
  if (by === "changed") return tasks.toSorted((a, b) => b.updatedAt - a.updatedAt);
  return by === "priority"
    ? tasks.toSorted((a, b) => rank(a.priority) - rank(b.priority) || byDay(a, b))
    : tasks.toSorted((a, b) => byDay(a, b) || rank(a.priority) - rank(b.priority));
}

function rank(priority: TaskPriority): number {
  return TASK_PRIORITIES.indexOf(priority);
}

function byDay(a: OrderFacts, b: OrderFacts): number {
  if (a.dueOn === b.dueOn) return 0;
  if (a.dueOn === null) return 1;
  return b.dueOn === null || a.dueOn < b.dueOn ? -1 : 1;
}
