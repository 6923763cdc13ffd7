/** Changes a task of the board. */
import { ROUTES, taskRefSchema } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { shownTask, taskFields, taskOutput } from "./task-fields.js";

const input = z.strictObject({
  task: taskRefSchema.describe("Such as WEB-12 or task_…."),
  title: ROUTES.updateTask.body.shape.title,
  ...taskFields,
});

export function updateTaskTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "update_task",
    title: "Update a task",
    description:
      "Change a task on the board: your own, your team's, or one that you created. Fields that you omit stay.",
    input: { run: input, person: input },
    output: taskOutput,
    readOnly: false,
    async call({ task: id, ...body }, context) {
      const { task } = await callRoute("updateTask", { params: { id }, body }, context);
      return { text: `Changed ${shownTask(task)}.`, data: { task } };
    },
  });
}
