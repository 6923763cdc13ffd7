/** Hands work to a teammate, as a tag in a final output does. A person's message opens a conversation. */
import { MESSAGE_TEXT_MAX } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

/** The channel of messages that people send from an MCP client. */
const CHANNEL = "mcp";
const fields = {
  to: z.string().min(1).max(100).describe("Id or name of an agent, for example reviewer or @reviewer."),
  text: z.string().min(1).max(MESSAGE_TEXT_MAX).describe("Everything the receiver needs to know."),
};

export function sendMessageTool({ services, callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "send_message",
    title: "Send a message",
    description:
      "Give work to another agent. The agent starts when it is free, and its answer goes to the person of the conversation. The same limits apply as to a tag such as [@reviewer: text].",
    input: { run: z.strictObject(fields), person: z.strictObject(fields) },
    output: z.object({
      to: z.array(z.string()).describe("Who got the message."),
      messageId: z.string(),
      conversationId: z.string(),
    }),
    readOnly: false,
    async call({ to, text }, context) {
      const name = to.trim().replace(/^@/, "");
      if (context.principal.kind !== "run") {
        const body = { message: text, agent: name, channel: CHANNEL, sender: "MCP client" };
        const sent = await callRoute("sendMessage", { body }, context);
        const { agents, messageId, conversationId } = sent;
        return { text: sentTo(agents), data: { to: agents, messageId, conversationId } };
      }
      services.daemon.assertAccepting();
      const message = await services.conversations.runActs.handOver(context.principal.runId, {
        to: name,
        text,
      });
      const { agent_id, message_id, conversation_id } = message;
      const data = { to: [agent_id], messageId: message_id, conversationId: conversation_id };
      return { text: sentTo(data.to), data };
    },
  });
}

function sentTo(ids: readonly string[]): string {
  return `The message was sent to ${ids.map((id) => `@${id}`).join(", ")}.`;
}
