/** Projects of the task board. */
import type { ProjectView } from "@tinyagi/contracts";
import type { ProjectRow } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type ProjectHandlers = Pick<
  RouteHandlers,
  "listProjects" | "getProject" | "createProject" | "updateProject" | "deleteProject"
>;

export function projectHandlers({ projects }: Services): ProjectHandlers {
  return {
    listProjects: ({ query }) => projects.list(query).map(projectView),
    getProject: ({ params }) => projectView(projects.get(params.id)),
    async createProject({ body }, { actor }) {
      return { ok: true, project: projectView(await projects.create(body, actor)) };
    },
    async updateProject({ params, body }, { actor }) {
      return { ok: true, project: projectView(await projects.update(params.id, body, actor)) };
    },
    async deleteProject({ params }, { actor }) {
      await projects.remove(params.id, actor);
      return { ok: true };
    },
  };
}

function projectView(row: ProjectRow): ProjectView {
  const { id, name, description, prefix, color, status } = row;
  return {
    id,
    name,
    description,
    prefix,
    color,
    status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
