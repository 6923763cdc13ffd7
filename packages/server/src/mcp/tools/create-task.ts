/** Creates a task on the board. */
import { ROUTES } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { shownTask, taskFields, taskOutput } from "./task-fields.js";

const input = z.strictObject({
  title: ROUTES.createTask.body.shape.title.min(1),
  ...taskFields,
});

export function createTaskTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "create_task",
    title: "Create a task",
    description:
      "Create a task on the board. It starts no work of another agent: put a task for someone else in todo.",
    input: { run: input, person: input },
    output: taskOutput,
    readOnly: false,
    async call(body, context) {
      const { task } = await callRoute("createTask", { body }, context);
      return { text: `Created ${shownTask(task)}.`, data: { task } };
    },
  });
}
