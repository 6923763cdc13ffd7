/**
 * Removes the clone of a task when nobody needs it. Guarantees: work that is not merged, files that git ignores and
 * repositories inside the clone are removed only when a person says so, and never while an agent works on the task; what a merged task changed stays readable.
 */
import { lstat } from "node:fs/promises";
import { errorCode } from "@tinyagi/base";
import { AppError, TASK_CLONE_REFUSALS } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { listLeftBehind, readClone, removeClone } from "@tinyagi/home";
import type { TaskBranchRow, TaskPullRow } from "@tinyagi/kernel";
import { buildEvent, mustGetTask, type TaskCaller } from "../tasks/context.js";
import { forgetKept, keepChanges } from "./kept-changes.js";
import { type BranchParts, chosenBranch, findCloneFolder } from "./parts.js";

/** What opening a folder says when a link or a file is on its path. */
const LINKS: ReadonlySet<string> = new Set(["ELOOP", "ENOTDIR"]);

/** Files that would be lost, of which the answer names the first. */
const NAMES_SHOWN = 20;
const NEVERTHELESS = "To remove it nevertheless: tinyagi task clean <task> --force";

export interface RemovedClone {
  /** Whether there was a clone. */
  removed: boolean;
}

/** @throws AppError `NOT_FOUND`, `CONFLICT` while an agent works on the task, or when something would be lost and `force` is absent */
export async function removeTaskClone(
  parts: BranchParts,
  { ref, force, caller }: { ref: string; force: boolean; caller: TaskCaller },
): Promise<RemovedClone> {
  const task = mustGetTask(parts, ref);
  const row = chosenBranch(parts.store, task.id);
  const root = row === undefined ? undefined : await findClone(parts, row);
  if (row === undefined || root === undefined) return { removed: false };
  const assertIdle = () => assertNoWork(parts, task.id);
  assertIdle();
  const loss = force
    ? undefined
    : await findLoss(parts, { row, pull: parts.store.taskPulls.get(row.task_id) }, root);
  if (loss !== undefined) throw loss;
  const removed = await remove(parts, { row, root, assertIdle });
  await parts.store.write(() =>
    parts.journal.append("task.clone_removed", {
      ...buildEvent(task, caller.name),
      repository: row.repository,
      branch: row.branch,
    }),
  );
  return { removed };
}

/**
 * What becomes of the clone when its task is deleted. The function it returns is called after that.
 *
 * @returns a function that returns the folder of a clone that stays, because something in it would be lost or an agent works in it
 */
export function leaveTask(parts: BranchParts, ref: string): () => Promise<string | null> {
  const { tasks } = parts.store;
  const task = tasks.get(ref) ?? tasks.findIdentifier(ref.toUpperCase());
  const row = task === undefined ? undefined : chosenBranch(parts.store, task.id);
  const isBusy = task !== undefined && parts.store.cards.work(task.id).length > 0;
  // It goes with the task.
  const pull = row === undefined ? undefined : parts.store.taskPulls.get(row.task_id);
  return async () => {
    if (row === undefined) return null;
    const root = await findClone(parts, row);
    if (root !== undefined) {
      if (isBusy || (await findLoss(parts, { row, pull }, root)) !== undefined) return root;
      await remove(parts, { row, root });
    }
    await forgetKept(parts.keptChanges, row.branch);
    return null;
  };
}

async function findClone(parts: BranchParts, row: TaskBranchRow): Promise<string | undefined> {
  if (row.agent_id === null || parts.isElsewhere(row.agent_id)) return undefined;
  const root = await findCloneFolder(parts, row);
  if (root === undefined) return undefined;
  return (await lstat(root).catch(() => undefined)) === undefined ? undefined : root;
}

interface Known {
  readonly row: TaskBranchRow;
  readonly pull: TaskPullRow | undefined;
}

/** What would be lost with the clone, as a refusal; undefined if the work is merged, or there is none. */
async function findLoss(
  { git }: Pick<BranchParts, "git">,
  known: Known,
  root: string,
): Promise<AppError | undefined> {
  const work = await lostWork({ git }, known, root);
  if (work !== undefined) return new AppError("CONFLICT", `${work} ${NEVERTHELESS}`);
  const left = await listLeftBehind(git, { root, max: NAMES_SHOWN });
  if (!left.ok)
    return new AppError(
      "CONFLICT",
      `Nothing was changed: ${TASK_CLONE_REFUSALS[left.reason]}. ${NEVERTHELESS}`,
      {
        details: [{ path: "reason", message: left.reason }],
      },
    );
  if (left.names.length === 0) return undefined;
  return new AppError(
    "CONFLICT",
    `Files that git ignores, or repositories in this clone, would be lost. ${NEVERTHELESS}`,
    { details: left.names.map((name) => ({ path: cleanLine(name), message: "would be lost" })) },
  );
}

/** The work that nothing else holds, as a sentence. */
async function lostWork(
  { git }: Pick<BranchParts, "git">,
  { row: { merged, merged_tree: stored, base, branch }, pull }: Known,
  root: string,
): Promise<string | undefined> {
  if (base === null) return undefined;
  const pushed = pull?.branch === branch && pull.state === "merged" ? pull.tree : null;
  const known = stored ?? pushed;
  if (merged !== null && known === null) return undefined;
  const answer = await readClone(git, { root, base });
  if (merged !== null)
    return answer.ok && answer.tree !== known
      ? "Something in this clone was changed after it was merged or pushed, so it would be lost. Look at it: tinyagi task diff <task>."
      : undefined;
  return answer.ok && answer.diff.files.length === 0
    ? undefined
    : "The work in this clone is not merged, so it would be lost.";
}

function assertNoWork({ store }: BranchParts, taskId: string): void {
  if (store.cards.work(taskId).length > 0)
    throw new AppError("CONFLICT", "An agent works on this task. Wait, or cancel its work first.");
}

/** @param assertIdle called last, because git may read for long and an agent may begin meanwhile */
async function remove(
  parts: BranchParts,
  { row, root, assertIdle }: { row: TaskBranchRow; root: string; assertIdle?: () => void },
): Promise<boolean> {
  const { base, branch, merged, agent_id: agentId } = row;
  if (merged !== null && base !== null) {
    const answer = await readClone(parts.git, { root, base });
    if (answer.ok) await keepChanges(parts.keptChanges, branch, answer.diff);
  }
  const workspace = await parts.folderOfAgent(agentId ?? "");
  assertIdle?.();
  try {
    return await removeClone({ workspace, root });
  } catch (error) {
    if (!LINKS.has(errorCode(error))) throw error;
    throw new AppError("CONFLICT", `Nothing was changed: ${TASK_CLONE_REFUSALS.link}.`, {
      details: [{ path: "reason", message: "link" }],
    });
  }
}
