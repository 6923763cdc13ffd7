/**
 * The types of the mock model server: a request as a script sees it, and the answers it may give.
 * They are the same for all wire formats, so that one test works with every harness.
 */

/** The wire format a request came in. */
export type MockApi = "anthropic" | "responses" | "chat" | "gemini";

/** One message of the conversation, its text parts joined with line feeds. */
export interface MockMessage {
  readonly role: "user" | "assistant" | "tool";
  readonly text: string;
}

/** A tool result the client sent after the last assistant message, without the reminders that claude appends. */
export interface MockToolResult {
  readonly callId: string;
  readonly text: string;
  readonly isError: boolean;
}

/** A request as a script sees it. */
export interface MockRequest {
  readonly api: MockApi;
  readonly model: string;
  /** All system and developer messages, joined with blank lines. */
  readonly system: string;
  readonly messages: readonly MockMessage[];
  /** The newest text a person or the host wrote, without the blocks a CLI adds by itself. */
  readonly lastUserText: string;
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  /** Results of tool calls that this request brings back; empty for a fresh prompt. */
  readonly toolResults: readonly MockToolResult[];
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body. */
  readonly raw: unknown;
  /** Number of assistant messages already in the conversation: 0 for its first request. */
  readonly turn: number;
  /** True for requests a CLI makes for itself (titles, warm-ups, token counts): the script is not asked. */
  readonly side: boolean;
  readonly stream: boolean;
}

/** A tool call of the model. A string `input` becomes a free-form call where the wire format has one. */
export interface MockToolCall {
  readonly name: string;
  /** The namespace of the tool, as codex has one for each MCP server. Only for the Responses API. */
  readonly namespace?: string;
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** Token counts; anything left out is estimated from the text lengths. */
export interface MockUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedInputTokens?: number;
}

/** An HTTP error in the provider's own shape. */
export interface MockError {
  readonly status: 400 | 401 | 429 | 500 | 529;
  readonly retryAfterSeconds?: number;
  readonly message?: string;
  /** `error.code` of the OpenAI formats, such as `context_length_exceeded`; default by status. */
  readonly code?: string;
  /** Says in the OpenAI formats that the quota is used up until then, as codex's provider does. */
  readonly quotaResetsInSeconds?: number;
}

/** What the model answers. An empty object is an empty answer. */
export interface MockReply {
  readonly text?: string;
  /** Shown as the model's thinking, before everything else. */
  readonly thinking?: string;
  readonly toolCalls?: readonly MockToolCall[];
  readonly usage?: MockUsage;
  /** Wait before the first byte. */
  readonly delayMs?: number;
  /** Number of pieces the text is streamed in; default 1. */
  readonly chunks?: number;
  /** Wait between two pieces. */
  readonly chunkDelayMs?: number;
  readonly error?: MockError;
  /** Send the head and the text, then nothing more while the connection stays open. */
  readonly stall?: boolean;
  /** Break the connection after this many pieces of text (0: after the head). */
  readonly cutAfterChunks?: number;
}

/** Decides the answer to every request that is not a side request. */
export type MockScript = (request: MockRequest) => MockReply | Promise<MockReply>;

/** A request and its outcome. Times are milliseconds of the server's clock. */
export interface RecordedRequest extends MockRequest {
  readonly method: string;
  readonly path: string;
  readonly startedAt: number;
  /** Undefined while the answer is still being sent. */
  endedAt: number | undefined;
  status: number | undefined;
  /** True when the connection broke, by either side, before the answer was complete. */
  aborted: boolean;
}

/** The part of a request that the wire formats parse out of a body. */
export type ParsedBody = Pick<
  MockRequest,
  "model" | "system" | "messages" | "tools" | "toolResults" | "stream"
>;

/** One server-sent event. `delta` marks a piece of the answer's text, the unit of `chunks` and `cutAfterChunks`. */
export interface MockEvent {
  readonly name?: string;
  readonly data: unknown;
  readonly delta?: boolean;
}

/** Both renderings of one answer. */
export interface RenderedReply {
  readonly body: unknown;
  readonly events: readonly MockEvent[];
}

/** What a wire format needs in addition to the reply. */
export interface RenderContext {
  readonly request: MockRequest;
  /** Makes an id that is unique within the server, e.g. `msg_mock_4`. */
  readonly nextId: (prefix: string) => string;
}
