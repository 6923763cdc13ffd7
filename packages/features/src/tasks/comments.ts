/** Comments on tasks. An agent's run can comment only in its agent's name. */
import { AppError } from "@tinyagi/contracts";
import type { CommentRow } from "@tinyagi/kernel";
import { conversationScope } from "@tinyagi/kernel";
import { addComment, buildEvent, mustGetTask, type TaskCaller, type TaskContext } from "./context.js";
import type { RunRights } from "./run-rights.js";

const COMMENTS_MAX = 5_000;

export interface CommentInput {
  author: string;
  authorType: CommentRow["author_type"];
  content: string;
}

export interface Comments {
  comments(ref: string, limit: number): CommentRow[];
  /** A run's comment always carries its agent's name. @throws AppError `NOT_FOUND`, `FORBIDDEN`, `RATE_LIMITED` */
  comment(ref: string, said: CommentInput, caller: TaskCaller): Promise<CommentRow>;
  removeComment(id: string, caller: TaskCaller): Promise<void>;
}

export function createComments(context: TaskContext, rights: RunRights): Comments {
  const { store } = context;
  return {
    comments: (ref, limit) => store.tasks.comments(mustGetTask(context, ref).id, limit),
    comment: (ref, said, caller) =>
      store.write(() => {
        const task = mustGetTask(context, ref);
        if (caller.run !== undefined) {
          rights.mayChange(task, caller.run);
          rights.count(caller.run, "comment");
        }
        if (store.tasks.countComments(task.id) >= COMMENTS_MAX)
          throw new AppError("CONFLICT", `This task has ${COMMENTS_MAX} comments. Delete some first.`);
        const author =
          caller.run === undefined
            ? { author: said.author, authorType: said.authorType }
            : { author: caller.run.agentId, authorType: "agent" as const };
        return addComment(context, task, { ...author, content: said.content, by: caller.name });
      }),
    removeComment: (id, caller) =>
      store.write(() => {
        const comment = store.tasks.getComment(id);
        const task = comment === undefined ? undefined : store.tasks.get(comment.task_id);
        if (task === undefined) throw new AppError("NOT_FOUND", "comment not found");
        context.index.removeComment(id);
        store.tasks.removeComment(id);
        context.journal.append(
          "task.comment_deleted",
          { ...buildEvent(task, caller.name), commentId: id },
          conversationScope(task),
        );
      }),
  };
}
