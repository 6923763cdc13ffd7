/** Projects of the task board. */
import { z } from "zod";
import { projectSchema, projectStateSchema } from "../task.js";
import { limitQuery, MIB, okSchema, orDefault, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Longest name, and longest description, in characters. */
const NAME_MAX = 200;
const DESCRIPTION_MAX = 100_000;

export const projectIdSchema = z.string().regex(/^proj_[A-Za-z0-9_-]{1,64}$/, "use an id such as proj_…");
const projectParams = z.object({ id: projectIdSchema });
const fields = {
  name: z.string().max(NAME_MAX),
  description: z.string().max(DESCRIPTION_MAX),
  status: projectStateSchema,
  /** In any case; identifiers contain it in upper case. */
  prefix: z.string().regex(/^[A-Za-z0-9]{1,10}$/, "use 1 to 10 letters or digits"),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/, "use #rrggbb"),
};

export const createProjectBody = z.object({
  name: fields.name,
  description: orDefault(fields.description, ""),
  status: orDefault(fields.status, "active"),
  prefix: fields.prefix.optional(),
  color: fields.color.optional(),
});
export const updateProjectBody = z.object(fields).partial();

export const projectRoutes = {
  listProjects: route(
    {
      method: "GET",
      path: "/api/projects",
      scope: "read",
      callers: ["run"],
      summary: "List projects, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ status: projectStateSchema.optional(), limit: limitQuery(1_000) }),
      response: () => z.array(projectSchema),
    },
  ),
  getProject: route(
    {
      method: "GET",
      path: "/api/projects/:id",
      scope: "read",
      callers: ["run"],
      summary: "Get a project",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => projectParams,
      response: () => projectSchema,
    },
  ),
  createProject: route(
    {
      method: "POST",
      path: "/api/projects",
      scope: "write",
      summary: "Create a project; TinyAGI chooses a missing prefix or colour",
      bodyLimit: MIB,
    },
    {
      body: () => createProjectBody,
      response: () => okSchema.extend({ project: projectSchema }),
    },
  ),
  updateProject: route(
    {
      method: "PUT",
      path: "/api/projects/:id",
      scope: "write",
      summary: "Change a project; existing task identifiers stay",
      bodyLimit: MIB,
    },
    {
      params: () => projectParams,
      body: () => updateProjectBody,
      response: () => okSchema.extend({ project: projectSchema }),
    },
  ),
  deleteProject: route(
    {
      method: "DELETE",
      path: "/api/projects/:id",
      scope: "write",
      summary: "Delete a project; keep its tasks without a project",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => projectParams,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
