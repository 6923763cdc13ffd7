/**
 * Anthropic Messages on the wire: body → request, reply → JSON and server-sent events.
 * Source of the format: https://docs.anthropic.com/en/api/messages-streaming
 */
import type {
  MockError,
  MockEvent,
  MockMessage,
  MockReply,
  MockToolResult,
  ParsedBody,
  RenderContext,
  RenderedReply,
} from "./types.js";
import {
  contentTexts,
  list,
  record,
  splitText,
  text,
  toUsage,
  withoutHostBlocks,
  withoutReminders,
} from "./values.js";

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  429: "rate_limit_error",
  500: "api_error",
  529: "overloaded_error",
};

/** Reads a Messages body. */
export function parseAnthropic(raw: unknown): ParsedBody {
  const body = record(raw);
  const messages: MockMessage[] = [];
  const system = contentTexts(body.system);
  let toolResults: ParsedBody["toolResults"] = [];
  for (const entry of list(body.messages)) {
    const { role, content } = record(entry);
    if (role === "system") {
      // The newer models take system text in the middle of a conversation.
      system.push(...contentTexts(content));
      continue;
    }
    if (role === "assistant") {
      messages.push({ role, text: contentTexts(content).join("\n") });
      toolResults = [];
      continue;
    }
    const results = list(content).flatMap(toolResult);
    toolResults = [...toolResults, ...results];
    messages.push(...results.map((result): MockMessage => ({ role: "tool", text: result.text })));
    const said = withoutHostBlocks(contentTexts(content)).join("\n");
    if (said !== "") messages.push({ role: "user", text: said });
  }
  return {
    model: text(body.model),
    system: system.join("\n\n"),
    messages,
    toolResults,
    tools: list(body.tools).map((tool) => text(record(tool).name)),
    stream: body.stream === true,
  };
}

function toolResult(part: unknown): MockToolResult[] {
  const { type, tool_use_id, content, is_error } = record(part);
  if (type !== "tool_result") return [];
  const said = withoutReminders(contentTexts(content).join("\n"));
  return [{ callId: text(tool_use_id), text: said, isError: is_error === true }];
}

/** Whether claude makes this request for itself: quota probes, titles and summaries offer no tools. */
export function isAnthropicSide(raw: unknown): boolean {
  const body = record(raw);
  if (body.max_tokens === 1) return true;
  const format = record(record(body.output_config).format);
  return list(body.tools).length === 0 && format.type === "json_schema";
}

/** Renders a reply as a message and as its event stream. */
export function renderAnthropic(reply: MockReply, context: RenderContext): RenderedReply {
  const counts = toUsage(context.request, reply);
  const usage = {
    input_tokens: counts.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: counts.cachedInputTokens,
    output_tokens: counts.outputTokens,
  };
  const calls = (reply.toolCalls ?? []).map((call) => ({
    type: "tool_use",
    id: context.nextId("toolu_mock"),
    name: call.name,
    input: call.input,
  }));
  const said = reply.text ?? "";
  const message = {
    id: context.nextId("msg_mock"),
    type: "message",
    role: "assistant",
    model: context.request.model,
    content: [...thinkingBlocks(reply), ...(said === "" ? [] : [{ type: "text", text: said }]), ...calls],
    stop_reason: calls.length > 0 ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage,
  };
  return { body: message, events: toEvents(message, reply) };
}

/** The signature is what a client must send back unchanged. */
function thinkingBlocks({ thinking = "" }: MockReply) {
  return thinking === "" ? [] : [{ type: "thinking", thinking, signature: "mock" }];
}

function toEvents(
  message: {
    readonly content: readonly Record<string, unknown>[];
    readonly stop_reason: string;
    readonly usage: object;
  },
  reply: MockReply,
): MockEvent[] {
  const start = { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } };
  return [
    named({ type: "message_start", message: start }),
    ...message.content.flatMap((block, index) => blockEvents(block, index, reply.chunks)),
    named({
      type: "message_delta",
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: message.usage,
    }),
    named({ type: "message_stop" }),
  ];
}

function blockEvents(block: Record<string, unknown>, index: number, chunks: number | undefined): MockEvent[] {
  const stop = named({ type: "content_block_stop", index });
  if (block.type === "text") {
    const deltas = splitText(text(block.text), chunks).map((piece) => ({
      ...named({ type: "content_block_delta", index, delta: { type: "text_delta", text: piece } }),
      delta: true,
    }));
    return [
      named({ type: "content_block_start", index, content_block: { type: "text", text: "" } }),
      ...deltas,
      stop,
    ];
  }
  if (block.type === "thinking") {
    const { thinking, signature } = block;
    const delta = (piece: object) => named({ type: "content_block_delta", index, delta: piece });
    const empty = { type: "thinking", thinking: "", signature: "" };
    return [
      named({ type: "content_block_start", index, content_block: empty }),
      delta({ type: "thinking_delta", thinking }),
      delta({ type: "signature_delta", signature }),
      stop,
    ];
  }
  const json = { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
  return [
    named({ type: "content_block_start", index, content_block: { ...block, input: {} } }),
    named({ type: "content_block_delta", index, delta: json }),
    stop,
  ];
}

function named(data: { readonly type: string; readonly [key: string]: unknown }): MockEvent {
  return { name: data.type, data };
}

/** The provider's error body. */
export function anthropicError(error: MockError): unknown {
  const type = ERROR_TYPES[error.status];
  return { type: "error", error: { type, message: error.message ?? `mock ${type}` }, request_id: "req_mock" };
}
