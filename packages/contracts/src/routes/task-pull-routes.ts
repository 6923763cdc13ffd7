/** Work of tasks at the remotes of their repositories: published, looked at, merged there; and issues that become tasks. No run may call these. */
import { z } from "zod";
import { taskPullSchema } from "../task-pull.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { taskRefSchema } from "./task-routes.js";

const taskParams = z.object({ id: taskRefSchema });
const HASH = /^[0-9a-f]{40}$/;

export const taskPullRoutes = {
  publishTaskChanges: route(
    {
      method: "POST",
      path: "/api/tasks/:id/pull",
      scope: "write",
      summary:
        "Publish exactly the changes that were shown: push them, and open a pull request where the remote has such",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      body: () => z.object({ tree: z.string().regex(HASH, "use the `tree` of the changes") }),
      response: () => okSchema.extend({ pull: taskPullSchema }),
    },
  ),
  refreshTaskPull: route(
    {
      method: "POST",
      path: "/api/tasks/:id/pull/refresh",
      scope: "write",
      summary: "Look at the checks, reviews and comments of the pull request of a task now",
      bodyLimit: SMALL_BODY,
    },
    { params: () => taskParams, response: () => okSchema.extend({ pull: taskPullSchema }) },
  ),
  mergeTaskPull: route(
    {
      method: "POST",
      path: "/api/tasks/:id/pull/merge",
      scope: "write",
      summary: "Merge the pull request of a task at exactly the commit that was shown, and end the task",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      body: () => z.object({ commit: z.string().regex(HASH, "use the `commit` of the pull request") }),
      response: () => okSchema.extend({ commit: z.string(), target: z.string() }),
    },
  ),
  importIssue: route(
    {
      method: "POST",
      path: "/api/tasks/import",
      scope: "write",
      summary: "Make a task of an issue, once: a second import answers with the same task",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.object({
          issue: z
            .string()
            .max(300)
            .regex(
              /^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}#[1-9][0-9]{0,9}$/,
              "write it as owner/repo#12",
            ),
        }),
      response: () =>
        okSchema.extend({
          /** Its id, and its identifier such as `T-3`. */
          taskId: z.string(),
          identifier: z.string(),
          url: z.string(),
          /** Whether this call made it. */
          created: z.boolean(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
