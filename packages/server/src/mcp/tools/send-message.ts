/**
 * Hands work to a teammate, as a tag in a final output does. A person's message opens a conversation. With `wait`, the
 * result is the answer. A caller that disconnects while it waits ends only the wait: the message was accepted, so its
 * work goes on and its answer is part of the reply.
 */
import { AppError, MESSAGE_TEXT_MAX } from "@tinyagi/contracts";
import { z } from "zod";
import type { RouteContext } from "../../route-handlers.js";
import type { RunPrincipal } from "../../security/principal.js";
import { defineTool, type McpTool, type ToolAnswer } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { conversationEnd } from "./conversation-end.js";

/** The channel of messages that people send from an MCP client. */
const CHANNEL = "mcp";
const input = z.strictObject({
  to: z.string().min(1).max(100).describe("Id or name of an agent."),
  text: z.string().min(1).max(MESSAGE_TEXT_MAX).describe("All that it needs to know."),
  wait: z.boolean().default(false).describe("The answer is the result of this call."),
});
const output = z.object({
  to: z.array(z.string()).describe("Who got the message."),
  messageId: z.string(),
  conversationId: z.string(),
  answer: z.string().optional().describe("Only with wait."),
});
type Sent = z.output<typeof output>;

export function sendMessageTool(parts: ToolParts): McpTool {
  return defineTool({
    name: "send_message",
    title: "Send a message",
    description:
      "Give work to another agent. Its answer goes to the person of the conversation, or to you if you wait. Limits apply as to tags.",
    input: { run: input, person: input },
    output,
    readOnly: false,
    async call({ to, text, wait }, context) {
      const message = { to: to.trim().replace(/^@/, ""), text, wait };
      const { principal } = context;
      return principal.kind === "run"
        ? handOver(parts, message, { principal, signal: context.signal })
        : sendAsPerson(parts, message, context);
    },
  });
}

interface Message {
  to: string;
  text: string;
  wait: boolean;
}

async function handOver(
  { services }: ToolParts,
  { to, text, wait }: Message,
  { principal, signal }: { principal: RunPrincipal; signal: AbortSignal },
): Promise<ToolAnswer<typeof output>> {
  services.daemon.assertAccepting();
  const { runActs } = services.conversations;
  const message = await runActs.handOver(principal.runId, { to, text });
  const { agent_id, message_id: messageId, conversation_id: conversationId } = message;
  const sent: Sent = { to: [agent_id], messageId, conversationId };
  if (!wait) return toAnswer(sent);
  const answer = await services.waits.during(principal.runId, "answer", (over) =>
    runActs.answer(principal.runId, message, AbortSignal.any([over, signal])),
  );
  if (answer.status === "failed")
    throw new AppError("UNAVAILABLE", `@${agent_id} did not answer: ${answer.text}`);
  return toAnswer({ ...sent, answer: answer.text });
}

async function sendAsPerson(
  { services, callRoute }: ToolParts,
  { to, text, wait }: Message,
  context: RouteContext,
): Promise<ToolAnswer<typeof output>> {
  const body = { message: text, agent: to, channel: CHANNEL, sender: "MCP client" };
  const { agents, messageId, conversationId, reply } = await callRoute("sendMessage", { body }, context);
  const sent: Sent = { to: agents, messageId, conversationId };
  if (reply !== undefined) return toAnswer({ ...sent, answer: reply });
  if (!wait) return toAnswer(sent);
  await conversationEnd(services, conversationId, context.signal);
  const replies = services.store.outbox.inConversation(conversationId).map(({ message }) => message);
  return toAnswer({ ...sent, answer: replies.join("\n\n") });
}

function toAnswer(data: Sent): ToolAnswer<typeof output> {
  const names = data.to.map((id) => `@${id}`).join(", ");
  return { text: data.answer ?? `The message was sent to ${names}.`, data };
}
