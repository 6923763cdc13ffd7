/** Repositories of tasks: which one, what its agent changed there, comments on it, and its approval. No run may call these. */
import { z } from "zod";
import { lineCommentSchema, taskChangesSchema } from "../task-change.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { taskRefSchema } from "./task-routes.js";

/** Comments in one message. */
const COMMENTS_MAX = 200;
/** A tree of git. */
const treeSchema = z.string().regex(/^[0-9a-f]{40}$/, "use the `tree` of the changes");
const taskParams = z.object({ id: taskRefSchema });

export const taskChangeRoutes = {
  chooseTaskRepository: route(
    {
      method: "PUT",
      path: "/api/tasks/:id/repository",
      scope: "write",
      summary: "Choose the repository that a task works on, before an agent begins; empty for none",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      body: () =>
        z.object({
          /** Its id in the settings. */
          repository: z.string().max(64),
          /** The branch to start from and to merge into. Default: that of the settings, or the one that is checked out. */
          target: z.string().min(1).max(200).optional(),
        }),
      response: () => okSchema,
    },
  ),
  getTaskChanges: route(
    {
      method: "GET",
      path: "/api/tasks/:id/changes",
      scope: "read",
      summary: "Show what the agent of a task changed in its clone, file by file",
      bodyLimit: SMALL_BODY,
    },
    { params: () => taskParams, response: () => taskChangesSchema },
  ),
  removeTaskClone: route(
    {
      method: "DELETE",
      path: "/api/tasks/:id/clone",
      scope: "write",
      summary:
        "Remove the clone of a task; what was merged stays readable, and what would be lost only goes with `force`",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      query: () => z.object({ force: z.enum(["true", "false"]).default("false") }),
      response: () => okSchema.extend({ removed: z.boolean() }),
    },
  ),
  reviewTaskChanges: route(
    {
      method: "POST",
      path: "/api/tasks/:id/changes/review",
      scope: "write",
      summary: "Send comments on changes to the agent of a task, as one message",
      bodyLimit: MIB,
    },
    {
      params: () => taskParams,
      body: () =>
        z.object({
          /** About the changes as a whole. */
          text: z.string().max(20_000).default(""),
          comments: z.array(lineCommentSchema).max(COMMENTS_MAX).default([]),
        }),
      response: () => okSchema.extend({ conversationId: z.string() }),
    },
  ),
  approveTaskChanges: route(
    {
      method: "POST",
      path: "/api/tasks/:id/changes/approve",
      scope: "write",
      summary: "Approve exactly the changes that were shown: merge them, and end the task",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      body: () => z.object({ tree: treeSchema }),
      response: () =>
        okSchema.extend({
          /** `nothing`: the branch had all of it already. */
          kind: z.enum(["nothing", "fast_forward", "merge"]),
          commit: z.string(),
          target: z.string(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
