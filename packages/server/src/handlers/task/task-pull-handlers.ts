/** The work of tasks at remotes, and issues that become tasks. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";
import { toTaskCaller } from "./task-handlers.js";

type Handlers = Pick<
  RouteHandlers,
  "publishTaskChanges" | "refreshTaskPull" | "mergeTaskPull" | "importIssue"
>;

export function taskPullHandlers({ taskRemotes, daemon }: Services): Handlers {
  return {
    async publishTaskChanges({ params, body }, context) {
      daemon.assertAccepting();
      return { ok: true, pull: await taskRemotes.publish(params.id, body.tree, toTaskCaller(context)) };
    },
    refreshTaskPull: async ({ params }, { signal }) => ({
      ok: true,
      pull: await taskRemotes.refresh(params.id, signal),
    }),
    async mergeTaskPull({ params, body }, context) {
      daemon.assertAccepting();
      return { ok: true, ...(await taskRemotes.merge(params.id, body.commit, toTaskCaller(context))) };
    },
    async importIssue({ body }, context) {
      daemon.assertAccepting();
      return {
        ok: true,
        ...(await taskRemotes.importIssue(body.issue, toTaskCaller(context), context.signal)),
      };
    },
  };
}
