/**
 * What an agent's run may do with the board: read it, and change and comment on its own tasks. It never starts the work
 * of other agents through the board: a handoff has limits (hops, messages, teams) that a task would bypass.
 */
import { AppError } from "@tinyagi/contracts";
import type { TaskRow } from "@tinyagi/kernel";
import { circleOfConversation, OWNERS } from "@tinyagi/kernel";
import { isAssignedTo } from "./assignee.js";
import type { TaskCaller, TaskContext } from "./context.js";
import { isHandedOver } from "./dispatch.js";

/** Tasks and comments that one run may create. */
export const RUN_TASKS_MAX = 20;
export const RUN_COMMENTS_MAX = 50;
/** Runs whose counts are kept; the oldest is dropped first. */
const RUNS_REMEMBERED = 1_000;

type Run = NonNullable<TaskCaller["run"]>;
interface Doings {
  tasks: Set<string>;
  comments: number;
}

export interface RunRights {
  /** Whether the person for whom it works may see a task: an owner every one, anybody else those of the own work. */
  maySee(task: TaskRow, run: Run): boolean;
  maySeeBoard(run: Run): boolean;
  /** @throws AppError `FORBIDDEN` when the task is not the run's own */
  mayChange(task: TaskRow, run: Run): void;
  /**
   * @param before undefined for a new task
   * @returns false: the agent itself works on the task, so it is not handed over
   * @throws AppError `FORBIDDEN` when the change would start the work of another agent
   */
  mayPut(before: TaskRow | undefined, after: TaskRow, run: Run): false;
  /** Inside the write that creates a task or comment: counts it. @throws AppError `RATE_LIMITED` */
  count(run: Run, made: { taskId: string } | "comment"): void;
}

export function createRunRights(context: Pick<TaskContext, "store" | "settings">): RunRights {
  const known = new Map<string, Doings>();

  function getDoings({ runId }: Run): Doings {
    const found = known.get(runId) ?? { tasks: new Set(), comments: 0 };
    if (!known.has(runId)) {
      known.set(runId, found);
      const [oldest] = known.keys();
      if (known.size > RUNS_REMEMBERED && oldest !== undefined) known.delete(oldest);
    }
    return found;
  }

  /** The board is the owners'. The agent is everybody's, so its tasks are not those of a person who asks it. */
  function isOwn(task: TaskRow, run: Run): boolean {
    const isLinked =
      task.conversation_id === run.conversationId ||
      context.store.conversations.get(run.conversationId)?.task_id === task.id;
    return isLinked || (isOwners(run) && isAssignedTo(context.settings(), task, run.agentId));
  }

  function isOwners({ conversationId }: Run): boolean {
    return circleOfConversation(context.store, conversationId) === OWNERS;
  }

  return {
    maySee(task, run) {
      const isMade = known.get(run.runId)?.tasks.has(task.id) === true;
      return isOwners(run) || isMade || isOwn(task, run);
    },
    maySeeBoard: isOwners,
    mayChange(task, run) {
      if (isOwn(task, run) || known.get(run.runId)?.tasks.has(task.id) === true) return;
      throw new AppError(
        "FORBIDDEN",
        "An agent may change the tasks that are assigned to it or its team, that its conversation works on, or that it created.",
      );
    },
    mayPut(before, after, run) {
      const isSelf =
        before?.assignee === after.assignee
          ? isOwn(after, run)
          : isAssignedTo(context.settings(), after, run.agentId);
      if (isHandedOver(before, after) && !isSelf)
        throw new AppError(
          "FORBIDDEN",
          "An agent cannot start the work of another agent through the board. Keep the task in todo, or hand it over with [@agent: text].",
        );
      return false;
    },
    count(run, made) {
      const doings = getDoings(run);
      if (made === "comment") {
        if (doings.comments >= RUN_COMMENTS_MAX) throw tooMany(`${RUN_COMMENTS_MAX} comments`);
        doings.comments += 1;
        context.store.afterRollback(() => {
          doings.comments -= 1;
        });
        return;
      }
      if (doings.tasks.size >= RUN_TASKS_MAX) throw tooMany(`${RUN_TASKS_MAX} tasks`);
      const { taskId } = made;
      doings.tasks.add(taskId);
      context.store.afterRollback(() => void doings.tasks.delete(taskId));
    },
  };
}

function tooMany(what: string): AppError {
  return new AppError("RATE_LIMITED", `One run may create at most ${what}.`);
}
