/**
 * OpenAI Responses on the wire: body → request, reply → JSON and the events codex reads.
 * Source of the format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
import type {
  MockEvent,
  MockMessage,
  MockReply,
  MockToolCall,
  ParsedBody,
  RenderContext,
  RenderedReply,
} from "./types.js";
import { contentTexts, list, record, splitText, text, toUsage, withoutHostBlocks } from "./values.js";

/** The call with which a model asks for tools that it was not shown. It has a shape of its own. */
const TOOL_SEARCH = "tool_search";

interface Transcript {
  readonly system: string[];
  readonly messages: MockMessage[];
  toolResults: ParsedBody["toolResults"];
}

/** Reads a Responses body. */
export function parseResponses(raw: unknown): ParsedBody {
  const body = record(raw);
  const transcript: Transcript = { system: [text(body.instructions)], messages: [], toolResults: [] };
  const input = typeof body.input === "string" ? [{ role: "user", content: body.input }] : list(body.input);
  for (const item of input) readItem(record(item), transcript);
  return {
    model: text(body.model),
    system: transcript.system.filter((part) => part !== "").join("\n\n"),
    messages: transcript.messages,
    toolResults: transcript.toolResults,
    // codex sends the tools of its newest models as an item of the conversation.
    tools: [body, ...input.map(record).filter(({ type }) => type === "additional_tools")].flatMap(
      ({ tools }) => list(tools).flatMap(toolNames),
    ),
    stream: body.stream === true,
  };
}

function toolNames(tool: unknown): string[] {
  const { name, type, tools } = record(tool);
  const nested = list(tools).flatMap(toolNames);
  return nested.length > 0 ? nested : [text(name) || text(type)];
}

function readItem(item: Record<string, unknown>, into: Transcript): void {
  const type = text(item.type) || "message";
  if (type.endsWith("call_output") || type === "tool_search_output") {
    const output = toOutput(item);
    into.toolResults = [...into.toolResults, { callId: text(item.call_id), text: output, isError: false }];
    into.messages.push({ role: "tool", text: output });
    return;
  }
  // The next call of the model: it has seen the results before it.
  if (type.endsWith("_call")) into.toolResults = [];
  if (type !== "message") return;
  const texts = contentTexts(item.content);
  if (item.role === "system" || item.role === "developer") {
    into.system.push(...texts);
  } else if (item.role === "assistant") {
    into.messages.push({ role: "assistant", text: texts.join("\n") });
    into.toolResults = [];
  } else {
    const said = withoutHostBlocks(texts).join("\n");
    if (said !== "") {
      into.messages.push({ role: "user", text: said });
      into.toolResults = [];
    }
  }
}

/** A search for tools brings back their declarations. */
function toOutput({ output, tools }: Record<string, unknown>): string {
  if (tools !== undefined) return JSON.stringify(tools);
  return typeof output === "string" ? output : contentTexts(output).join("\n");
}

/** Renders a reply as a response object and as its event stream. */
export function renderResponses(reply: MockReply, context: RenderContext): RenderedReply {
  const counts = toUsage(context.request, reply);
  const usage = {
    input_tokens: counts.inputTokens,
    input_tokens_details: { cached_tokens: counts.cachedInputTokens },
    output_tokens: counts.outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: counts.inputTokens + counts.outputTokens,
  };
  const said = reply.text ?? "";
  const output = [
    ...(reply.thinking === undefined ? [] : [reasoningItem(reply.thinking, context)]),
    ...(said === "" ? [] : [messageItem(said, context)]),
    ...(reply.toolCalls ?? []).map((call) => callItem(call, context)),
  ];
  const response = {
    id: context.nextId("resp_mock"),
    object: "response",
    created_at: 0,
    status: "completed",
    model: context.request.model,
    output,
    usage,
  };
  const opening = { ...response, status: "in_progress", output: [], usage: null };
  const events = [
    { type: "response.created", response: opening },
    ...output.flatMap((item, index) => itemEvents(item, { index, chunks: reply.chunks })),
    { type: "response.completed", response },
  ];
  return { body: response, events: events.map(toEvent) };
}

function messageItem(said: string, context: RenderContext) {
  return {
    type: "message",
    id: context.nextId("msg_mock"),
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: said, annotations: [] }],
  };
}

function reasoningItem(thinking: string, context: RenderContext) {
  const summary = [{ type: "summary_text", text: thinking }];
  return { type: "reasoning", id: context.nextId("rs_mock"), summary };
}

function callItem(call: MockToolCall, context: RenderContext) {
  const call_id = context.nextId("call_mock");
  const namespace = call.namespace === undefined ? {} : { namespace: call.namespace };
  const id = context.nextId("item_mock");
  if (call.name === TOOL_SEARCH) {
    const search = { type: "tool_search_call", execution: "client", arguments: call.input };
    return { id, call_id, status: "completed", ...search };
  }
  const head = { id, call_id, name: call.name, ...namespace, status: "completed" };
  return typeof call.input === "string"
    ? { ...head, type: "custom_tool_call", input: call.input }
    : { ...head, type: "function_call", arguments: JSON.stringify(call.input) };
}

type Item = ReturnType<typeof messageItem> | ReturnType<typeof reasoningItem> | ReturnType<typeof callItem>;
interface WireEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

function itemEvents(item: Item, place: { index: number; chunks: number | undefined }): WireEvent[] {
  const done = { type: "response.output_item.done", output_index: place.index, item };
  if ("summary" in item) return reasoningEvents(item, place.index, done);
  if (!("content" in item)) return [{ ...done, type: "response.output_item.added" }, done];
  const said = item.content.map((part) => part.text).join("");
  return [
    { type: "response.output_item.added", output_index: place.index, item: { ...item, content: [] } },
    ...splitText(said, place.chunks).map((delta) => ({
      type: "response.output_text.delta",
      item_id: item.id,
      output_index: place.index,
      content_index: 0,
      delta,
    })),
    done,
  ];
}

function reasoningEvents(
  item: ReturnType<typeof reasoningItem>,
  output_index: number,
  done: WireEvent,
): WireEvent[] {
  const place = { item_id: item.id, output_index, summary_index: 0 };
  const said = item.summary.map((part) => part.text).join("");
  const part = (text: string) => ({ type: "summary_text", text });
  return [
    { type: "response.output_item.added", output_index, item: { ...item, summary: [] } },
    { type: "response.reasoning_summary_part.added", ...place, part: part("") },
    { type: "response.reasoning_summary_text.delta", ...place, delta: said },
    { type: "response.reasoning_summary_text.done", ...place, text: said },
    { type: "response.reasoning_summary_part.done", ...place, part: part(said) },
    done,
  ];
}

function toEvent(data: WireEvent, index: number): MockEvent {
  return {
    name: data.type,
    data: { ...data, sequence_number: index },
    delta: data.type === "response.output_text.delta",
  };
}
