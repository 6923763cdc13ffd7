/** A plain function as a model: for tests, for offline agents, and for leaves that need no provider. */
import type { Usage } from "@tinyagi/contracts";
import type { AgentModel, AssistantPart, FinishReason, ModelIo, ModelRequest } from "./model.js";

/** What the function answers; a bare string is a text. */
export interface FunctionReply {
  text?: string;
  toolCalls?: readonly { id?: string; name: string; input: unknown }[];
  usage?: Usage;
  finishReason?: FinishReason;
}

/**
 * A model that answers with `fn`. Missing call ids are counted up per model; missing usage stays absent.
 * @param id the name prices and events go by
 */
export function createFunctionModel(
  id: string,
  fn: (request: ModelRequest, io: ModelIo) => string | FunctionReply | Promise<string | FunctionReply>,
): AgentModel {
  let calls = 0;
  return {
    id,
    async stream(request, io) {
      const answer = fn(request, io);
      const said = typeof answer === "object" && "then" in answer ? await answer : answer;
      const reply = typeof said === "string" ? { text: said } : said;
      const content: AssistantPart[] = [];
      if (reply.text !== undefined && reply.text !== "") {
        io.onText(reply.text);
        content.push({ type: "text", text: reply.text });
      }
      for (const call of reply.toolCalls ?? []) {
        calls += 1;
        const toolCallId = call.id ?? `call_${calls}`;
        content.push({ type: "tool-call", toolCallId, toolName: call.name, input: call.input });
      }
      const toolCalls = (reply.toolCalls ?? []).length > 0;
      return {
        content,
        finishReason: reply.finishReason ?? (toolCalls ? "tool-calls" : "stop"),
        usage: reply.usage ?? {},
      };
    },
  };
}
