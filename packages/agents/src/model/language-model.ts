/**
 * A model of the AI SDK as the loop's model port. It speaks the provider interface itself, one streamed call at a time:
 * loop, retries and limits are the harness's alone. What a provider must get back in the next turn (reasoning
 * signatures, item ids) is kept on the parts it came with.
 */
import { nestsTooDeep, type Usage } from "@tinyagi/contracts";
import { untilAborted } from "../clock.js";
import { ModelCallError } from "../errors.js";
import { DEFAULT_IDLE_TIMEOUT_MS, watchIdle } from "./idle.js";
import type {
  AgentModel,
  AssistantPart,
  FinishReason,
  ModelIo,
  ModelReply,
  ModelRequest,
  SdkCallOptions,
  SdkLanguageModel,
} from "./model.js";
import { ReportedError } from "./reported-error.js";
import { estimateTokens } from "./size.js";

/** Settings sent with every call; absent ones are the provider's own defaults. */
export type ModelSettings = Pick<
  SdkCallOptions,
  | "maxOutputTokens"
  | "temperature"
  | "topP"
  | "topK"
  | "seed"
  | "stopSequences"
  | "providerOptions"
  | "headers"
> & {
  /** Longest silence of an answer, milliseconds; default {@link DEFAULT_IDLE_TIMEOUT_MS}. */
  idleTimeoutMs?: number;
};

/** What the library calls an effort that it left out or lowered. */
const EFFORT_FEATURES: ReadonlySet<string> = new Set(["reasoningEffort", "providerOptions.anthropic.effort"]);

type StreamPart =
  Awaited<ReturnType<SdkLanguageModel["doStream"]>>["stream"] extends ReadableStream<infer P> ? P : never;
type Metadata = NonNullable<SdkCallOptions["providerOptions"]>;
type FinishPart = Extract<StreamPart, { type: "finish" }>;

/** Rough but never zero: only used where a provider counts nothing. */
const CHARS_PER_TOKEN = 4;

/**
 * Makes a model of the AI SDK usable by a harness.
 * @param settings sent with every call of this model
 */
export function fromLanguageModel(model: SdkLanguageModel, settings: ModelSettings = {}): AgentModel {
  return {
    id: model.modelId,
    stream: (request, io) => streamOnce({ model, settings, request, io }),
  };
}

interface Call {
  model: SdkLanguageModel;
  settings: ModelSettings;
  request: ModelRequest;
  io: ModelIo;
}

async function streamOnce({ model, settings: given, request, io }: Call): Promise<ModelReply> {
  const { idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, ...settings } = given;
  const idle = watchIdle(
    io.signal,
    idleTimeoutMs,
    new ModelCallError(
      "transient",
      `The model provider produced no output for ${Math.max(1, Math.round(idleTimeoutMs / 1_000))} s. Try again.`,
      { failureCause: "stalled" },
    ),
  );
  try {
    return await readAnswer({ model, settings, request, io: { ...io, signal: idle.signal } }, idle.touch);
  } catch (error) {
    throw idle.explain(error);
  } finally {
    idle.release();
  }
}

async function readAnswer({ model, settings, request, io }: Call, touch: () => void): Promise<ModelReply> {
  const answer = model.doStream({
    ...settings,
    prompt: [
      ...(request.system === undefined ? [] : [{ role: "system" as const, content: request.system }]),
      ...request.messages,
    ],
    ...(request.tools.length === 0
      ? {}
      : { tools: request.tools.map((tool) => ({ type: "function" as const, ...tool })) }),
    abortSignal: io.signal,
  });
  const { stream } = await untilAborted(Promise.resolve(answer), io.signal);
  const reply = new ReplyBuilder(io.onText);
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), io.signal);
      if (done) return reply.build(request);
      touch();
      reply.take(value);
    }
  } finally {
    // An unread rest keeps the connection open.
    reader.cancel().catch(() => {
      // The stream has failed already; its error is on its way to the caller.
    });
  }
}

interface OpenPart {
  type: "text" | "reasoning";
  text: string;
  providerOptions?: Metadata;
}

class ReplyBuilder {
  readonly #content: (AssistantPart | OpenPart)[] = [];
  readonly #open = new Map<string, OpenPart>();
  readonly #onText: (delta: string) => void;
  #finish: FinishPart | undefined;

  constructor(onText: (delta: string) => void) {
    this.#onText = onText;
  }

  take(part: StreamPart): void {
    // An answer has one end. What a provider sends behind it belongs to nobody.
    if (this.#finish !== undefined) return;
    switch (part.type) {
      case "stream-start":
        refuseIgnored(part.warnings);
        break;
      case "text-start":
      case "reasoning-start":
        this.#start(part.type === "text-start" ? "text" : "reasoning", part.id, part.providerMetadata);
        break;
      case "text-delta":
      case "reasoning-delta":
        this.#delta(part.type === "text-delta" ? "text" : "reasoning", part);
        break;
      case "text-end":
      case "reasoning-end":
        this.#annotate(`${part.type.slice(0, -4)}:${part.id}`, part.providerMetadata);
        break;
      case "tool-call":
        this.#content.push(toolCall(part));
        break;
      case "finish":
        this.#finish = part;
        break;
      case "error":
        throw part.error instanceof Error ? part.error : new ReportedError(part.error);
    }
  }

  build(request: ModelRequest): ModelReply {
    if (this.#finish === undefined || isBroken(this.#finish)) {
      throw new ModelCallError("transient", "The provider's answer broke off. Try again.", {
        failureCause: "outage",
      });
    }
    const content = this.#content.filter((part) => part.type !== "text" || part.text !== "");
    const finishReason: FinishReason = this.#finish.finishReason.unified;
    return { content, finishReason, usage: toUsage(this.#finish, { request, content }) };
  }

  #start(type: OpenPart["type"], id: string, metadata: Metadata | undefined): OpenPart {
    const part: OpenPart = { type, text: "" };
    if (metadata !== undefined) part.providerOptions = metadata;
    this.#open.set(`${type}:${id}`, part);
    this.#content.push(part);
    return part;
  }

  #delta(type: OpenPart["type"], part: { id: string; delta: string; providerMetadata?: Metadata }): void {
    const key = `${type}:${part.id}`;
    const open = this.#open.get(key) ?? this.#start(type, part.id, undefined);
    open.text += part.delta;
    this.#annotate(key, part.providerMetadata);
    if (type === "text" && part.delta !== "") this.#onText(part.delta);
  }

  #annotate(key: string, metadata: Metadata | undefined): void {
    const open = this.#open.get(key);
    if (open !== undefined && metadata !== undefined) open.providerOptions = metadata;
  }
}

/** Some SDKs end each stream, and only have no reason for it where the provider gave none. */
function isBroken({ finishReason: { unified, raw } }: FinishPart): boolean {
  return unified === "error" || (unified === "other" && raw === undefined);
}

/** The library leaves out an effort that a model does not take. Nobody would notice that it was ignored. */
function refuseIgnored(warnings: Extract<StreamPart, { type: "stream-start" }>["warnings"]): void {
  const isIgnored = warnings.some(
    (warning) => warning.type === "unsupported" && EFFORT_FEATURES.has(warning.feature),
  );
  if (isIgnored)
    throw new ModelCallError(
      "invalid",
      "This model does not take that effort. Send the message with another one, or without.",
    );
}

function toolCall(part: Extract<StreamPart, { type: "tool-call" }>): AssistantPart {
  return {
    type: "tool-call",
    toolCallId: part.toolCallId,
    toolName: part.toolName,
    input: parseInput(part.input),
    ...(part.providerExecuted === undefined ? {} : { providerExecuted: part.providerExecuted }),
    ...(part.providerMetadata === undefined ? {} : { providerOptions: part.providerMetadata }),
  };
}

/** Input that is not JSON, or nests too deep, stays the text it is: the tool's own schema then answers what is wrong. */
function parseInput(input: string): unknown {
  if (input.trim() === "") return {};
  if (nestsTooDeep(input)) return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

function toUsage(
  finish: FinishPart,
  said: { request: ModelRequest; content: readonly AssistantPart[] },
): Usage {
  const { inputTokens, outputTokens, raw } = finish.usage;
  const input = countOf(inputTokens.total);
  const output = countOf(outputTokens.total);
  const cached = countOf(inputTokens.cacheRead);
  const usage: Usage = {
    inputTokens: input ?? estimateTokens({ ...said.request, tools: [] }),
    outputTokens: output ?? getTokens(said.content),
  };
  if (cached !== undefined) usage.cachedTokens = cached;
  // Some gateways bill by call and say so; their figure is better than any price table.
  if (typeof raw?.cost === "number" && raw.cost >= 0 && Number.isFinite(raw.cost)) usage.costUsd = raw.cost;
  else if (input === undefined || output === undefined) usage.estimated = true;
  return usage;
}

/** A figure of the provider. One that cannot be true counts as not reported: a negative one would give budget back. */
function countOf(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && Number.isFinite(value) ? Math.round(value) : undefined;
}

function getTokens(value: unknown): number {
  return Math.max(1, Math.ceil((JSON.stringify(value) ?? "").length / CHARS_PER_TOKEN));
}
