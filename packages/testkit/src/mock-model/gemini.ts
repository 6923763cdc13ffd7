/**
 * The Gemini API on the wire: body → request, reply → JSON and chunks. The model and the way of answering stand in the path.
 * Source of the format: https://ai.google.dev/api/generate-content
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
import { contentTexts, list, record, splitText, text, toUsage, withoutHostBlocks } from "./values.js";

const MODEL_IN_PATH = /\/models\/([^:/?]+):(\w+)/;

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  529: "UNAVAILABLE",
};

/** Reads a body of `generateContent`. @param path of the request */
export function parseGemini(raw: unknown, path: string): ParsedBody {
  const body = record(raw);
  const messages: MockMessage[] = [];
  let toolResults: readonly MockToolResult[] = [];
  for (const entry of list(body.contents)) {
    const { role, parts } = record(entry);
    if (role === "model") {
      messages.push({ role: "assistant", text: contentTexts(parts).join("\n") });
      toolResults = [];
      continue;
    }
    const results = list(parts).flatMap(readResult);
    toolResults = [...toolResults, ...results];
    messages.push(...results.map((result): MockMessage => ({ role: "tool", text: result.text })));
    const said = withoutHostBlocks(contentTexts(parts)).join("\n");
    if (said !== "" || results.length === 0) messages.push({ role: "user", text: said });
  }
  const [, model = "", method = ""] = MODEL_IN_PATH.exec(path) ?? [];
  return {
    model,
    system: contentTexts(record(body.systemInstruction).parts).join("\n\n"),
    messages,
    toolResults,
    tools: list(body.tools).flatMap((group) =>
      list(record(group).functionDeclarations).map((tool) => text(record(tool).name)),
    ),
    stream: method === "streamGenerateContent",
  };
}

function readResult(part: unknown): MockToolResult[] {
  const { functionResponse } = record(part);
  if (functionResponse === undefined) return [];
  const { id, name, response } = record(functionResponse);
  const { output, error } = record(response);
  const said = error ?? output ?? response;
  return [
    {
      callId: text(id) || text(name),
      text: typeof said === "string" ? said : JSON.stringify(said),
      isError: error !== undefined,
    },
  ];
}

/** Gemini CLI asks for JSON when it asks for itself: for a title, or for the model that a prompt needs. */
export function isGeminiSide(raw: unknown): boolean {
  return record(record(raw).generationConfig).responseMimeType === "application/json";
}

/** Renders a reply as one answer and as the chunks of its stream. */
export function renderGemini(reply: MockReply, context: RenderContext): RenderedReply {
  const counts = toUsage(context.request, reply);
  const usageMetadata = {
    promptTokenCount: counts.inputTokens,
    candidatesTokenCount: counts.outputTokens,
    totalTokenCount: counts.inputTokens + counts.outputTokens,
    cachedContentTokenCount: counts.cachedInputTokens,
  };
  const head = { modelVersion: context.request.model, responseId: context.nextId("resp_mock") };
  const candidate = (parts: readonly object[], more: object = {}) => ({
    ...head,
    candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
  });
  const thoughts = reply.thinking === undefined ? [] : [{ text: reply.thinking, thought: true }];
  const calls = (reply.toolCalls ?? []).map(({ name, input }) => ({
    functionCall: { name, args: typeof input === "string" ? { input } : input },
  }));
  const chunk = (part: object, isText: boolean): MockEvent => ({ data: candidate([part]), delta: isText });
  const pieces = splitText(reply.text ?? "", reply.chunks);
  const said = reply.text === undefined ? [] : [{ text: reply.text }];
  return {
    body: Object.assign(candidate([...thoughts, ...said, ...calls], { finishReason: "STOP" }), {
      usageMetadata,
    }),
    events: [
      ...thoughts.map((part) => chunk(part, false)),
      ...pieces.map((piece) => chunk({ text: piece }, true)),
      { data: Object.assign(candidate(calls, { finishReason: "STOP" }), { usageMetadata }) },
    ],
  };
}

/** An error in the form of Google's APIs. */
export function geminiError(error: MockError): unknown {
  const status = STATUS_NAMES[error.status];
  return { error: { code: error.status, message: error.message ?? `mock ${status}`, status } };
}
