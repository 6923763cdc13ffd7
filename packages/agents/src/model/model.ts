/**
 * The model port of the loop and its words. Messages are those of the AI SDK's provider interface, so that reasoning,
 * signatures and files of any provider survive a transcript unchanged.
 */
import type { Usage } from "@tinyagi/contracts";
import type { asSchema, LanguageModel } from "ai";

/** A model of the AI SDK (provider interface v3). */
export type SdkLanguageModel = Extract<LanguageModel, { specificationVersion: "v3" }>;
export type SdkCallOptions = Parameters<SdkLanguageModel["doStream"]>[0];

/** One message of a transcript. The system prompt is never part of it. */
export type AgentMessage = Exclude<SdkCallOptions["prompt"][number], { role: "system" }>;
/** One part of what a model said: text, reasoning, a file or a tool call. */
export type AssistantPart = Extract<AgentMessage, { role: "assistant" }>["content"][number];
export type ToolResultPart = Extract<
  Extract<AgentMessage, { role: "tool" }>["content"][number],
  { type: "tool-result" }
>;
export type ToolOutput = ToolResultPart["output"];
export type ToolCallPart = Extract<AssistantPart, { type: "tool-call" }>;

/** A tool as the model sees it. */
export interface ToolOffer {
  name: string;
  description: string;
  /** JSON Schema of the input. */
  inputSchema: Awaited<ReturnType<typeof asSchema>["jsonSchema"]>;
}

/** What is sent to a model. */
export interface ModelRequest {
  system: string | undefined;
  messages: readonly AgentMessage[];
  tools: readonly ToolOffer[];
}

export const FINISH_REASONS = ["stop", "tool-calls", "length", "content-filter", "error", "other"] as const;
/** Why a model stopped. */
export type FinishReason = (typeof FINISH_REASONS)[number];

/** One answer of a model. */
export interface ModelReply {
  content: readonly AssistantPart[];
  finishReason: FinishReason;
  /** As reported; tokens the provider did not count are estimated and flagged. */
  usage: Usage;
  /** The model that answered, where it may be another than the one that was asked. Its price counts. */
  model?: string;
}

/** What a model may use while it answers. */
export interface ModelIo {
  signal: AbortSignal;
  /** Pieces of the answer's text as they come. */
  onText: (delta: string) => void;
  /** What further calls cost that a model makes for this one, told at once: an answer may never follow. Without a listener it is part of the reply's usage. */
  onSpent?: (usage: Usage, model: string) => void;
}

/** The one thing the loop asks of a model. */
export interface AgentModel {
  /** The name prices and events go by. */
  readonly id: string;
  /** @throws ModelCallError, or any error that `toFailure` can classify */
  stream(request: ModelRequest, io: ModelIo): Promise<ModelReply>;
}

/** The answer's text, its parts joined. */
export function toText(content: readonly AssistantPart[]): string {
  return content.reduce((text, part) => (part.type === "text" ? text + part.text : text), "");
}

/** The calls that the host must execute. */
export function pickToolCalls(content: readonly AssistantPart[]): ToolCallPart[] {
  return content.filter(
    (part): part is ToolCallPart => part.type === "tool-call" && part.providerExecuted !== true,
  );
}

/** A message of the person or the host. */
export function userMessage(text: string): Extract<AgentMessage, { role: "user" }> {
  return { role: "user", content: [{ type: "text", text }] };
}
