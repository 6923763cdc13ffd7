/**
 * Repositories of tasks: which one a task works on, what its agent changed, comments on it, and the approval that merges it.
 * What is merged is exactly what was shown. No run may call this: an agent neither chooses a repository nor approves.
 */
import {
  AppError,
  type BranchState,
  TASK_CLONE_REFUSALS,
  type TaskChanges,
  type TaskCloneRefusal,
  type TaskDetail,
} from "@tinyagi/contracts";
import { isBranchName, type Merged, mergePack, packClone, readClone } from "@tinyagi/home";
import type { TaskBranchRow, TaskRow } from "@tinyagi/kernel";
import { buildEvent, mustGetTask, type TaskCaller } from "../tasks/context.js";
import type { Tasks } from "../tasks/tasks.js";
import { branchOf } from "./branch-names.js";
import { readKept } from "./kept-changes.js";
import { type BranchParts, chosenBranch, findCloneFolder, NOT_MERGED, pathOf } from "./parts.js";
import { leaveTask, type RemovedClone, removeTaskClone } from "./remove-clone.js";
import { type Review, reviewText } from "./review-text.js";

/** What an approval did. */
export interface Approved extends Pick<Merged & { ok: true }, "commit" | "kind"> {
  target: string;
}

export interface TaskBranches {
  /** Chooses the repository of a task; empty for none. @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `CONFLICT` once an agent began */
  choose(
    ref: string,
    chosen: { repository: string; target?: string | undefined },
    caller: TaskCaller,
  ): Promise<void>;
  /** What the page of a task says about it. */
  summary(taskId: string): Pick<TaskDetail, "branch" | "repositories">;
  /** @throws AppError `NOT_FOUND` also for a task without a repository */
  read(ref: string, signal?: AbortSignal): Promise<TaskChanges>;
  /** Merges what was shown, and ends the task. @throws AppError `NOT_FOUND`, `CONFLICT` with the files that conflict */
  approve(ref: string, tree: string, caller: TaskCaller): Promise<Approved>;
  /**
   * Removes the clone. What a merged task changed stays readable. @throws AppError `NOT_FOUND`, `CONFLICT` while an agent works
   * on the task, or when something would be lost and `force` is absent
   */
  removeClone(ref: string, force: boolean, caller: TaskCaller): Promise<RemovedClone>;
  /** To be called before a task is deleted. @returns what to call afterwards; it returns the folder of a clone that stays */
  leave(ref: string): () => Promise<string | null>;
  /** Sends comments to the agent as one message. @throws AppError `NOT_FOUND`, `CONFLICT` when there is no assignee */
  review(ref: string, review: Review, caller: TaskCaller): Promise<{ conversationId: string }>;
}

export interface TaskBranchParts extends BranchParts {
  readonly tasks: Pick<Tasks, "update" | "send">;
}

export function createTaskBranches(parts: TaskBranchParts): TaskBranches {
  return {
    choose: (ref, chosen, caller) => parts.store.write(() => choose(parts, { ref, ...chosen, caller })),
    summary: (taskId) => summary(parts, taskId),
    read: (ref, signal) => read(parts, ref, signal),
    removeClone: (ref, force, caller) => removeTaskClone(parts, { ref, force, caller }),
    leave: (ref) => leaveTask(parts, ref),
    approve: (ref, tree, caller) => approve(parts, { ref, tree, caller }),
    async review(ref, review, caller) {
      const { task } = mustGetBranch(parts, ref);
      if (review.comments.length === 0 && review.text.trim() === "")
        throw new AppError("INVALID_INPUT", "There is no comment to send.");
      return parts.tasks.send(
        task.id,
        { text: reviewText(task, review), comments: review.comments.length },
        caller,
      );
    },
  };
}

function choose(
  parts: TaskBranchParts,
  {
    ref,
    repository,
    target,
    caller,
  }: { ref: string; repository: string; target?: string | undefined; caller: TaskCaller },
): void {
  const { store, journal, clock, settings } = parts;
  const task = mustGetTask(parts, ref);
  const before = store.taskBranches.get(task.id);
  if (before !== undefined && before.base !== null && before.merged === null)
    throw new AppError(
      "CONFLICT",
      "An agent works on this task already. Approve its work, or use a new task.",
    );
  if (repository !== "" && !Object.hasOwn(settings().repositories, repository))
    throw new AppError(
      "INVALID_INPUT",
      "There is no repository with this id. Add it to `repositories` in the settings.",
      {
        details: [{ path: "repository", message: "is not in the settings" }],
      },
    );
  if (target !== undefined && !isBranchName(target))
    throw new AppError("INVALID_INPUT", "This is not a name of a branch that TinyAGI accepts.", {
      details: [{ path: "target", message: "is not accepted" }],
    });
  store.taskBranches.remove(task.id);
  const branch = before?.branch ?? branchOf(task, 1);
  // What was merged stays known, so that the next branch and its clone get another name.
  if (repository !== "" || before?.merged_at != null)
    store.taskBranches.insert(newRow({ task, repository, target, branch, now: clock.now() }, before));
  journal.append("task.branch_changed", { ...buildEvent(task, caller.name), repository, branch });
}

function newRow(
  {
    task,
    repository,
    target,
    branch,
    now,
  }: { task: TaskRow; repository: string; target: string | undefined; branch: string; now: number },
  before: TaskBranchRow | undefined,
): TaskBranchRow {
  const row = { task_id: task.id, repository, target: target ?? null, branch, updated_at: now };
  const fresh = { agent_id: null, folder: null, base: null, ...NOT_MERGED, created_at: now };
  return { ...fresh, ...before, ...row };
}

function summary(
  { store, settings }: TaskBranchParts,
  taskId: string,
): Pick<TaskDetail, "branch" | "repositories"> {
  const row = chosenBranch(store, taskId);
  const repositories = Object.keys(settings().repositories);
  if (row === undefined) return { branch: null, repositories };
  const { repository, target } = row;
  return { branch: { repository, target, state: stateOf(row) }, repositories };
}

function stateOf({ merged, base }: TaskBranchRow): BranchState {
  if (merged !== null) return "merged";
  return base === null ? "waiting" : "working";
}

async function read(parts: TaskBranchParts, ref: string, signal?: AbortSignal): Promise<TaskChanges> {
  const { row } = mustGetBranch(parts, ref);
  const folder = (await findCloneFolder(parts, row)) ?? null;
  const seen = { ...view(row), folder, tree: null, refusal: null, files: [], truncated: false };
  const { base } = row;
  if (base === null) return seen;
  if (folder === null) return { ...seen, refusal: "no_clone" };
  const answer = await readClone(parts.git, { root: folder, base, signal });
  if (!answer.ok) {
    const kept = row.merged === null ? undefined : await readKept(parts.keptChanges, row.branch);
    return kept === undefined ? { ...seen, refusal: answer.reason } : { ...seen, ...kept, folder: null };
  }
  const isOpen = row.merged === null && answer.diff.files.length > 0;
  return { ...seen, ...answer.diff, tree: isOpen ? answer.tree : null };
}

function view(row: TaskBranchRow): Omit<TaskChanges, "folder" | "tree" | "refusal" | "files" | "truncated"> {
  const { repository, target, branch, base, merged } = row;
  const state = stateOf(row);
  return {
    repository,
    target,
    branch,
    state,
    agent: row.agent_id,
    base,
    merged,
    mergedAt: row.merged_at,
  };
}

async function approve(
  parts: TaskBranchParts,
  { ref, tree, caller }: { ref: string; tree: string; caller: TaskCaller },
): Promise<Approved> {
  const { task, row } = mustGetBranch(parts, ref);
  const pull = parts.store.taskPulls.get(task.id);
  if (pull?.state === "open" && pull.branch === row.branch)
    throw new AppError(
      "CONFLICT",
      "This work has an open pull request. Merge that, or close it at GitHub first.",
    );
  const { root, base, agentId, target, repository, message } = await startedWork(parts, task, row);
  const now = parts.clock.now();
  const merge = { repository, target, message: `Merge ${row.branch}\n\n${message}`, now };
  const packed = await packClone(parts.git, { root, base, tree, message, agentId }, (work) =>
    mergePack(parts.git, { ...merge, ...work }),
  );
  if (!packed.ok) throw refused(packed.reason);
  const merged = packed.value;
  if (!merged.ok) throw refused(merged.reason, merged.conflicts);
  await recordMerge(parts, { task, row, target, merged: { ...merged, tree }, caller });
  return { commit: merged.commit, kind: merged.kind, target };
}

/** Work that a person may approve. @throws AppError `CONFLICT` when there is none */
export async function startedWork(
  parts: BranchParts,
  { identifier, title }: Pick<TaskRow, "identifier" | "title">,
  row: TaskBranchRow,
): Promise<{
  root: string;
  base: string;
  agentId: string;
  target: string;
  /** Its folder. */
  repository: string;
  message: string;
}> {
  const { base, agent_id: agentId, target } = row;
  if (base === null || agentId === null || target === null || row.merged !== null)
    throw new AppError(
      "CONFLICT",
      "There is no work to approve: no agent has begun, or its work is merged already.",
    );
  const repository = pathOf(parts, row.repository);
  if (repository === undefined) throw refused("no_repository");
  const root = await findCloneFolder(parts, row);
  if (root === undefined) throw refused("no_clone");
  return { root, base, agentId, target, repository, message: `${identifier}: ${title}` };
}

/** What is stored of a merge, wherever it was made; the task is done then. */
export async function recordMerge(
  { store, journal, clock, tasks }: BranchParts & { tasks: Pick<Tasks, "update"> },
  done: {
    task: TaskRow;
    row: TaskBranchRow;
    target: string;
    merged: { commit: string; kind: string; tree: string };
    caller: TaskCaller;
  },
): Promise<void> {
  const { task, row, target, merged, caller } = done;
  const { commit, kind, tree } = merged;
  await store.write(() => {
    const now = clock.now();
    store.taskBranches.update({ ...row, merged: commit, merged_at: now, merged_tree: tree, updated_at: now });
    const { repository, branch } = row;
    journal.append("task.merged", {
      ...buildEvent(task, caller.name),
      repository,
      branch,
      target,
      commit,
      kind,
    });
  });
  await tasks.update(task.id, { status: "done" }, caller);
}

export function mustGetBranch(parts: BranchParts, ref: string): { task: TaskRow; row: TaskBranchRow } {
  const task = mustGetTask(parts, ref);
  const row = chosenBranch(parts.store, task.id);
  if (row === undefined)
    throw new AppError(
      "NOT_FOUND",
      "This task has no repository. Choose one, e.g. tinyagi task repository <task> <repository>.",
    );
  return { task, row };
}

export function refused(reason: TaskCloneRefusal, conflicts: readonly string[] = []): AppError {
  return new AppError("CONFLICT", `Nothing was changed: ${TASK_CLONE_REFUSALS[reason]}.`, {
    details: [
      { path: "reason", message: reason },
      ...conflicts.map((path) => ({ path: "conflict", message: path })),
    ],
  });
}
