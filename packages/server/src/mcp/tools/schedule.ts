/** Schedules a message to an agent, once or repeatedly. */
import { SCHEDULE_TEXT_MAX, scheduleViewSchema } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { getOwner, personField } from "./owner.js";

/** Five fields separated by spaces; an ISO date and time has at most two parts. */
const CRON = /^\s*\S+(?:\s+\S+){4,5}\s*$/;

const fields = {
  when: z.string().min(1).max(200).describe("Such as 2026-05-01T09:00, or cron: 0 9 * * 1-5."),
  text: z.string().min(1).max(SCHEDULE_TEXT_MAX).describe("What the agent gets then."),
  timeZone: z.string().max(64).optional().describe("Such as Europe/Berlin. Default: the machine's."),
};

export function scheduleTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "schedule",
    title: "Schedule a message",
    description:
      "Send a message later, once or repeatedly. An agent schedules only for itself; its answer goes to the person of this conversation.",
    input: { run: z.strictObject(fields), person: z.strictObject({ ...personField, ...fields }) },
    output: z.object({ schedule: scheduleViewSchema }),
    readOnly: false,
    async call(input, context) {
      const { when, text: message, timeZone } = input;
      const due = CRON.test(when) ? { cron: when.trim() } : { runAt: when.trim() };
      const body = { agentId: getOwner(input, context.principal), message, timeZone, ...due };
      const { schedule } = await callRoute("createSchedule", { body }, context);
      return { text: `Created the schedule ${schedule.label}.`, data: { schedule } };
    },
  });
}
