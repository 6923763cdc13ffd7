/** What the tools of the board share. */
import { ROUTES, type TaskView, taskSchema } from "@tinyagi/contracts";
import { z } from "zod";

const { description, status, assignee, projectId } = ROUTES.updateTask.body.shape;

export const taskFields = {
  description,
  status,
  assignee: assignee.describe("Id of an agent or team; empty for nobody."),
  projectId,
};

export const taskOutput = z.object({ task: taskSchema });

export function shownTask({ identifier, title, status: state, assignee: who }: TaskView): string {
  return `task ${identifier} "${title}" (${state}${who === "" ? "" : `, assigned to ${who}`})`;
}
