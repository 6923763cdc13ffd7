/**
 * The message that hands a task over, and how it is recognised when an old browser client posts it itself:
 * `@assignee title`, description and `[task:<id>]`. Pure.
 */
import { taskTag } from "@tinyagi/contracts/shown-text";
import type { TaskRow } from "@tinyagi/kernel";

const PREFIX = /^@([a-z][a-z0-9_-]{0,31}):?\s+/i;

/** The message to the assignee. */
export function dispatchText(task: Pick<TaskRow, "id" | "title" | "description">): string {
  return [task.title, task.description, taskTag(task.id)].filter((part) => part.trim() !== "").join("\n\n");
}

/** Whether a person's message is exactly the dispatch of this task to its assignee. */
export function isTaskDispatch(
  task: Pick<TaskRow, "id" | "title" | "description" | "assignee">,
  message: { text: string; target: string | null | undefined },
): boolean {
  if (task.assignee === "") return false;
  const prefix = PREFIX.exec(message.text);
  const target = message.target ?? prefix?.[1]?.toLowerCase();
  if (target !== task.assignee) return false;
  const text =
    prefix !== null && prefix[1]?.toLowerCase() === target
      ? message.text.slice(prefix[0].length)
      : message.text;
  return squeezed(text) === squeezed(dispatchText(task));
}

/** Clients differ in how they join an empty description. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
