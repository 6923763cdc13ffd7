/**
 * OpenAI Chat Completions on the wire: body → request, reply → JSON and chunks.
 * Source of the format: https://platform.openai.com/docs/api-reference/chat
 */
import type {
  MockError,
  MockEvent,
  MockMessage,
  MockReply,
  ParsedBody,
  RenderContext,
  RenderedReply,
} from "./types.js";
import { contentTexts, list, record, splitText, text, toUsage, withoutHostBlocks } from "./values.js";

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "invalid_api_key",
  429: "rate_limit_exceeded",
  500: "server_error",
  529: "overloaded",
};

/** Reads a Chat Completions body. */
export function parseChat(raw: unknown): ParsedBody {
  const body = record(raw);
  const system: string[] = [];
  const messages: MockMessage[] = [];
  let toolResults: ParsedBody["toolResults"] = [];
  for (const entry of list(body.messages)) {
    const { role, content, tool_call_id } = record(entry);
    const said = contentTexts(content).join("\n");
    if (role === "system" || role === "developer") {
      system.push(said);
    } else if (role === "tool") {
      toolResults = [...toolResults, { callId: text(tool_call_id), text: said, isError: false }];
      messages.push({ role, text: said });
    } else if (role === "assistant") {
      messages.push({ role, text: said });
      toolResults = [];
    } else {
      messages.push({ role: "user", text: withoutHostBlocks(contentTexts(content)).join("\n") });
    }
  }
  return {
    model: text(body.model),
    system: system.join("\n\n"),
    messages,
    toolResults,
    tools: list(body.tools).map((tool) => text(record(record(tool).function).name)),
    stream: body.stream === true,
  };
}

/** Renders a reply as a completion and as its chunk stream, which ends with `[DONE]`. */
export function renderChat(reply: MockReply, context: RenderContext): RenderedReply {
  const counts = toUsage(context.request, reply);
  const usage = {
    prompt_tokens: counts.inputTokens,
    completion_tokens: counts.outputTokens,
    total_tokens: counts.inputTokens + counts.outputTokens,
    prompt_tokens_details: { cached_tokens: counts.cachedInputTokens },
  };
  const calls = (reply.toolCalls ?? []).map((call, index) => ({
    index,
    id: context.nextId("call_mock"),
    type: "function",
    function: {
      name: call.name,
      arguments: typeof call.input === "string" ? call.input : JSON.stringify(call.input),
    },
  }));
  const finish_reason = calls.length > 0 ? "tool_calls" : "stop";
  const head = { id: context.nextId("chatcmpl_mock"), created: 0, model: context.request.model };
  const message = {
    role: "assistant",
    content: reply.text ?? null,
    ...(reply.thinking === undefined ? {} : { reasoning_content: reply.thinking }),
    ...(calls.length > 0 ? { tool_calls: calls.map(({ index: _, ...call }) => call) } : {}),
  };
  const chunk = (delta: object, finish: string | null, isText = false): MockEvent => ({
    data: { ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] },
    delta: isText,
  });
  return {
    body: { ...head, object: "chat.completion", choices: [{ index: 0, message, finish_reason }], usage },
    events: [
      chunk({ role: "assistant", content: "" }, null),
      ...(reply.thinking === undefined ? [] : [chunk({ reasoning_content: reply.thinking }, null)]),
      ...splitText(reply.text ?? "", reply.chunks).map((content) => chunk({ content }, null, true)),
      ...(calls.length > 0 ? [chunk({ tool_calls: calls }, null)] : []),
      chunk({}, finish_reason),
      { data: { ...head, object: "chat.completion.chunk", choices: [], usage } },
      { data: "[DONE]" },
    ],
  };
}

/** The error body that both OpenAI formats share. */
export function openaiError(error: MockError): unknown {
  const type = ERROR_TYPES[error.status];
  const code = error.code ?? type;
  const message = error.message ?? `mock ${type}`;
  const seconds = error.quotaResetsInSeconds;
  if (seconds === undefined) return { error: { message, type, param: null, code } };
  const resets = { resets_in_seconds: seconds, resets_at: Math.floor(Date.now() / 1_000) + seconds };
  return { error: { type: "usage_limit_reached", message, plan_type: "plus", ...resets } };
}
