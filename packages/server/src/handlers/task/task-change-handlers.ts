/** The changes of tasks that work on a repository. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";
import { toTaskCaller } from "./task-handlers.js";

type Handlers = Pick<
  RouteHandlers,
  "chooseTaskRepository" | "getTaskChanges" | "reviewTaskChanges" | "approveTaskChanges"
>;

export function taskChangeHandlers({ taskBranches, daemon }: Services): Handlers {
  return {
    async chooseTaskRepository({ params, body }, context) {
      await taskBranches.choose(params.id, body, toTaskCaller(context));
      return { ok: true };
    },
    getTaskChanges: ({ params }, { signal }) => taskBranches.read(params.id, signal),
    async reviewTaskChanges({ params, body }, context) {
      daemon.assertAccepting();
      return { ok: true, ...(await taskBranches.review(params.id, body, toTaskCaller(context))) };
    },
    async approveTaskChanges({ params, body }, context) {
      return { ok: true, ...(await taskBranches.approve(params.id, body.tree, toTaskCaller(context))) };
    },
  };
}
