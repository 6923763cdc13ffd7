/**
 * Readers for untyped JSON, and token estimates for every wire format.
 * They never throw: a mock must accept everything that a CLI sends.
 */
import type { MockReply, MockRequest } from "./types.js";

const CHARACTERS_PER_TOKEN = 4;
/** Blocks that the CLIs add to user messages. */
const HOST_BLOCK =
  /^\s*<(system-reminder|session_context|environment_context|user_instructions|permissions instructions|skills_instructions|INSTRUCTIONS)\b|^# AGENTS\.md instructions/;

/** A JSON object, or an empty one for anything else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A JSON array, or an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or the empty one for anything else. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a content field, which is a string or a list of parts with a `text`. */
export function contentTexts(content: unknown): string[] {
  if (typeof content === "string") return [content];
  return list(content).flatMap((part) => {
    const value = record(part).text;
    return typeof value === "string" ? [value] : [];
  });
}

/** The newest user text without the blocks that the CLIs add by themselves. */
export function lastUserText(messages: MockRequest["messages"]): string {
  for (const message of messages.toReversed()) {
    if (message.role !== "user") continue;
    if (message.text.trim() !== "") return message.text;
  }
  return "";
}

/** Drops the blocks that the CLIs add to a user message by themselves. */
export function withoutHostBlocks(texts: readonly string[]): string[] {
  return texts.filter((value) => !HOST_BLOCK.test(value));
}

const REMINDER = { opens: "<system-reminder>", closes: "</system-reminder>" };

/** Drops the reminders that claude appends to the last tool result of a request, for example after a long wait. */
export function withoutReminders(value: string): string {
  const said = value.trimEnd();
  const start = said.endsWith(REMINDER.closes) ? said.lastIndexOf(REMINDER.opens) : -1;
  return start === -1 ? value : withoutReminders(said.slice(0, start).trimEnd());
}

/** Splits a text into `chunks` pieces of nearly equal length; an empty text has none. */
export function splitText(value: string, chunks = 1): string[] {
  if (value === "") return [];
  const pieces = Math.max(1, Math.min(chunks, value.length));
  const size = Math.ceil(value.length / pieces);
  return Array.from({ length: Math.ceil(value.length / size) }, (_, index) =>
    value.slice(index * size, (index + 1) * size),
  );
}

/** Token counts of a reply, estimated where the script gave none. */
export function toUsage(request: MockRequest, reply: MockReply) {
  const said = request.messages.reduce((sum, message) => sum + message.text.length, request.system.length);
  const answered = (reply.text ?? "").length + JSON.stringify(reply.toolCalls ?? []).length - 2;
  return {
    inputTokens: reply.usage?.inputTokens ?? Math.ceil(said / CHARACTERS_PER_TOKEN),
    outputTokens: reply.usage?.outputTokens ?? Math.max(1, Math.ceil(answered / CHARACTERS_PER_TOKEN)),
    cachedInputTokens: reply.usage?.cachedInputTokens ?? 0,
  };
}
