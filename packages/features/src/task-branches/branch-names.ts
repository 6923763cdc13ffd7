/** Names of a task's branch and of its clone. Pure. */
import type { TaskRow } from "@tinyagi/kernel";

const PREFIX = "tinyagi/";

/** `tinyagi/web-12`, then `tinyagi/web-12-2` for work after the first was merged. */
export function branchOf({ identifier }: Pick<TaskRow, "identifier">, times: number): string {
  const name = identifier.toLowerCase();
  return times <= 1 ? `${PREFIX}${name}` : `${PREFIX}${name}-${times}`;
}

/** How often the task had a branch until now. */
export function timesOf(task: Pick<TaskRow, "identifier">, branch: string): number {
  const rest = branch.slice(branchOf(task, 1).length + 1);
  return rest === "" ? 1 : Number(rest);
}

/** The folder of the clone in the agent's workspace. */
export function folderOf(branch: string): string {
  return `task-${branch.slice(PREFIX.length)}`;
}
