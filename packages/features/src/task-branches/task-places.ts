/**
 * Where runs for a task with a repository work: in a clone in the workspace of the agent that began. Only work for owners
 * gets there: a repository is the owners'. Other agents of the same task work in their own workspaces.
 */
import { AppError, TASK_CLONE_REFUSALS, type TaskCloneRefusal } from "@tinyagi/contracts";
import { ensureClone, findTarget } from "@tinyagi/home";
import {
  circleOfConversation,
  type MessageRow,
  OWNERS,
  type TaskBranchRow,
  type TaskPlaces,
  type TaskRow,
} from "@tinyagi/kernel";
import { HOST } from "../tasks/context.js";
import { branchOf, timesOf } from "./branch-names.js";
import { type BranchParts, chosenBranch, cloneIn, NOT_MERGED, pathOf } from "./parts.js";

export function createTaskPlaces(parts: BranchParts): TaskPlaces {
  const find = (message: MessageRow) => findWork(parts, message);
  return {
    sessionScope(message) {
      const work = find(message);
      return work === undefined ? undefined : `task/${work.task.id}/${work.row.branch}`;
    },
    async workspace(message, own) {
      const work = find(message);
      return work === undefined ? undefined : placeOf(parts, { ...work, agentId: message.agent_id, own });
    },
    prompt(message) {
      const work = find(message);
      return work === undefined ? undefined : promptOf(work.row);
    },
  };
}

interface Work {
  readonly task: TaskRow;
  readonly row: TaskBranchRow;
}

function findWork({ store }: BranchParts, message: MessageRow): Work | undefined {
  const taskId = message.kind === "node" ? null : store.conversations.get(message.conversation_id)?.task_id;
  const row = taskId == null ? undefined : chosenBranch(store, taskId);
  const task = row === undefined ? undefined : store.tasks.get(row.task_id);
  if (row === undefined || task === undefined) return undefined;
  if (circleOfConversation(store, message.conversation_id) !== OWNERS) return undefined;
  const isOver = row.merged_at !== null && message.created_at > row.merged_at;
  const current = isOver ? renewed(task, row) : row;
  return current.agent_id === null || current.agent_id === message.agent_id
    ? { task, row: current }
    : undefined;
}

/** Work after a merge begins with what the target is then. */
function renewed(task: TaskRow, row: TaskBranchRow): TaskBranchRow {
  const branch = branchOf(task, timesOf(task, row.branch) + 1);
  return { ...row, branch, agent_id: null, folder: null, base: null, ...NOT_MERGED };
}

async function placeOf(
  parts: BranchParts,
  { task, row, agentId, own }: Work & { agentId: string; own: string },
): Promise<string> {
  if (parts.isElsewhere(agentId)) throw refused("elsewhere");
  const repository = pathOf(parts, row.repository);
  if (repository === undefined) throw refused("no_repository");
  const started = row.base === null ? await start(parts, { task, row, agentId, own }) : row;
  const { branch, base } = started;
  if (base === null) throw refused("no_clone");
  const folder = cloneIn(own, branch);
  const made = await ensureClone(parts.git, {
    workspace: own,
    root: folder,
    repository,
    base,
    branch,
    agentId,
  });
  if (!made.ok) throw refused(made.reason);
  return folder;
}

/** Stored before the clone is made: after a crash the same clone is found or made again. */
async function start(
  parts: BranchParts,
  { task, row, agentId, own }: Work & { agentId: string; own: string },
): Promise<TaskBranchRow> {
  const { store, journal, clock } = parts;
  const path = pathOf(parts, row.repository) ?? "";
  const wanted = row.target ?? parts.settings().repositories[row.repository]?.branch;
  const found = await findTarget(path, wanted);
  if (!found.ok) throw refused(found.reason);
  const { target, base } = found;
  return store.write(() => {
    // The column is of the first version, which believed the place to stay the same.
    const folder = cloneIn(own, row.branch);
    const next = { ...row, target, base, folder, agent_id: agentId, updated_at: clock.now() };
    store.taskBranches.update(next);
    const { id: taskId, identifier } = task;
    const { repository, branch } = next;
    journal.append("task.branch_started", {
      taskId,
      identifier,
      repository,
      branch,
      agent: agentId,
      by: HOST,
    });
    return next;
  });
}

function refused(reason: TaskCloneRefusal): AppError {
  return new AppError("CONFLICT", `The clone for this task cannot be made: ${TASK_CLONE_REFUSALS[reason]}.`);
}

function promptOf({ branch, target }: TaskBranchRow): string {
  return [
    "# The repository of your task",
    `Your working directory is a clone of the repository of your task, on the branch ${branch}. It is yours alone.`,
    `Commit your work there with git, in small commits. Do not push, and do not change the branch${target === null ? "" : ` ${target}`}: a person looks at your changes, and TinyAGI merges them when the person approves. Changes that you did not commit are shown and merged, too.`,
  ].join("\n\n");
}
