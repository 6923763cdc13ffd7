/**
 * Names and attributes of spans for other tools, by the GenAI semantic conventions of OpenTelemetry. Pure. What the
 * conventions do not know is below `tinyagi.`.
 */
import type { SpanAttributes } from "@tinyagi/contracts";
import type { Span } from "../traces/span.js";

export const GEN_AI = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  requestModel: "gen_ai.request.model",
  agentId: "gen_ai.agent.id",
  agentName: "gen_ai.agent.name",
  conversation: "gen_ai.conversation.id",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  outputMessages: "gen_ai.output.messages",
  toolName: "gen_ai.tool.name",
  toolCallId: "gen_ai.tool.call.id",
  toolArguments: "gen_ai.tool.call.arguments",
  toolResult: "gen_ai.tool.call.result",
} as const;
const ERROR_TYPE = "error.type";

export interface NamedSpan {
  readonly name: string;
  readonly attributes: SpanAttributes;
}

/** @param payloads whether texts of agents and tools are included */
export function genAiSpan(span: Span, payloads: boolean): NamedSpan {
  const { name, attributes } = toNamed(span, payloads);
  const error = span.status === "completed" ? undefined : (span.attributes.errorClass ?? span.status);
  return {
    name,
    attributes: present({
      "tinyagi.kind": span.kind,
      "tinyagi.status": span.status,
      "tinyagi.run.id": span.runId,
      [GEN_AI.inputTokens]: span.usage?.inputTokens,
      [GEN_AI.outputTokens]: span.usage?.outputTokens,
      "tinyagi.usage.cached_tokens": span.usage?.cachedTokens,
      "tinyagi.cost_usd": span.usage?.costUsd,
      "tinyagi.cost_estimated": span.usage?.estimated,
      [ERROR_TYPE]: error,
      ...attributes,
    }),
  };
}

type Loose = Readonly<Record<string, string | number | boolean | undefined>>;

function toNamed(
  { kind, name, attributes: at }: Span,
  payloads: boolean,
): { name: string; attributes: Loose } {
  const agent = { [GEN_AI.agentId]: at.agent };
  switch (kind) {
    case "run":
      return {
        name: `invoke_agent ${at.agent}`,
        attributes: {
          ...agent,
          [GEN_AI.operation]: "invoke_agent",
          [GEN_AI.provider]: at.provider,
          [GEN_AI.requestModel]: at.model,
          [GEN_AI.agentName]: at.agentName,
          [GEN_AI.conversation]: at.conversationId,
          "tinyagi.harness": at.harness,
          "tinyagi.harness_version": at.harnessVersion,
          "tinyagi.permissions": at.permissions,
          "tinyagi.attempt": at.attempt,
          "tinyagi.depth": at.depth,
          ...(payloads && typeof at.output === "string"
            ? { [GEN_AI.outputMessages]: messageOf(at.output) }
            : {}),
        },
      };
    case "model":
      return {
        name: `chat ${name}`,
        attributes: { ...agent, [GEN_AI.operation]: "chat", [GEN_AI.requestModel]: at.model },
      };
    case "tool":
      return {
        name: `execute_tool ${name}`,
        attributes: {
          ...agent,
          [GEN_AI.operation]: "execute_tool",
          [GEN_AI.toolName]: name,
          [GEN_AI.toolCallId]: at.callId,
          ...(payloads ? { [GEN_AI.toolArguments]: at.input, [GEN_AI.toolResult]: at.output } : {}),
        },
      };
    case "handoff":
    case "spawn":
    case "wait":
    case "approval":
      // The names of these may be texts of agents.
      return { name: kind, attributes: { ...agent, ...(payloads ? { "tinyagi.name": name } : {}) } };
  }
}

function messageOf(content: string): string {
  return JSON.stringify([{ role: "assistant", parts: [{ type: "text", content }], finish_reason: "stop" }]);
}

function present(attributes: Loose): SpanAttributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
    ),
  );
}
