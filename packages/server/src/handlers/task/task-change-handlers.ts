/** The changes of tasks that work on a repository. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";
import { toTaskCaller } from "./task-handlers.js";

type Handlers = Pick<
  RouteHandlers,
  "chooseTaskRepository" | "getTaskChanges" | "removeTaskClone" | "reviewTaskChanges" | "approveTaskChanges"
>;

export function taskChangeHandlers({ taskBranches, daemon }: Services): Handlers {
  return {
    async chooseTaskRepository({ params, body }, context) {
      await taskBranches.choose(params.id, body, toTaskCaller(context));
      return { ok: true };
    },
    getTaskChanges: ({ params }, { signal }) => taskBranches.read(params.id, signal),
    async removeTaskClone({ params, query }, context) {
      const force = query.force === "true";
      return { ok: true, ...(await taskBranches.removeClone(params.id, force, toTaskCaller(context))) };
    },
    async reviewTaskChanges({ params, body }, context) {
      daemon.assertAccepting();
      return { ok: true, ...(await taskBranches.review(params.id, body, toTaskCaller(context))) };
    },
    async approveTaskChanges({ params, body }, context) {
      return { ok: true, ...(await taskBranches.approve(params.id, body.tree, toTaskCaller(context))) };
    },
  };
}
