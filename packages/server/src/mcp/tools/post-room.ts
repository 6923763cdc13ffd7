/** Posts in a team's chat room. */
import { entityIdSchema, MIB } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const input = z.strictObject({
  team: entityIdSchema.describe("Id of the team, without #."),
  text: z.string().min(1).max(MIB),
});

export function postRoomTool({ services, callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "post_room",
    title: "Post in a chat room",
    description:
      "Post in the chat room of a team. It starts a run of every other member: post only what all need.",
    input: { run: input, person: input },
    output: z.object({ id: z.number().int().describe("Number of the post in the room.") }),
    readOnly: false,
    async call({ team, text }, context) {
      const { principal } = context;
      const id =
        principal.kind === "run"
          ? await services.conversations.runActs.post(principal.runId, { teamId: team, text })
          : (await callRoute("postChatroom", { params: { id: team }, body: { message: text } }, context)).id;
      return { text: `Posted in #${team}.`, data: { id } };
    },
  });
}
