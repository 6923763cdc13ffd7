/** Notes of the host at the start of a prompt, so that an agent does not repeat finished work. */
import { cutText } from "@tinyagi/base";
import type { MessageRow } from "../store/schema.js";

const REASON_MAX_CHARS = 200;
const MESSAGE_MAX_CHARS = 300;
const ANSWER_MAX_CHARS = 1_000;

/**
 * @param facts.paused whether a person paused the attempt before
 * @returns the note, or an empty string for a first attempt
 */
export function retryNote(
  message: Pick<MessageRow, "attempts" | "total_attempts" | "last_error"> & { error_class?: string | null },
  { paused = false }: { paused?: boolean } = {},
): string {
  if (message.total_attempts <= 1) return "";
  if (message.error_class === "budget")
    return "[Note from TinyAGI: your earlier work on the message below was stopped by a budget, which has room again. Continue it; do not repeat what is done.]\n\n";
  return `[Note from TinyAGI: this is attempt ${message.total_attempts} at the message below; the one before ${paused ? "was paused by a person" : getOutcome(message)}. Check what is already done before you repeat it.]\n\n`;
}

/** The note for a fallback provider, which does not know the conversation so far. */
export function switchNote({
  claim,
  hasSession,
}: {
  claim: Pick<MessageRow, "provider_index">;
  hasSession: boolean;
}): string {
  if (claim.provider_index === 0 || hasSession) return "";
  return "[Note from TinyAGI: you are answering in place of another model, which failed. You have your workspace and memory, but not the earlier conversation.]\n\n";
}

/** A message that was answered by another session of the agent. */
export interface AnsweredElsewhere {
  readonly message: string;
  readonly answer: string;
}

/** The note for a resumed session in whose place another model answered: it may contain those messages, without answers. */
export function meanwhileNote(answered: readonly AnsweredElsewhere[]): string {
  if (answered.length === 0) return "";
  const lines = answered.map(
    ({ message, answer }) => `- ${quoted(message, MESSAGE_MAX_CHARS)}: ${quoted(answer, ANSWER_MAX_CHARS)}`,
  );
  return `[Note from TinyAGI: another model answered these messages in your place. They are done; do not answer them again.\n${lines.join("\n")}]\n\n`;
}

/** The note for a new session in place of one that could not go on: what was said last. */
export function newSessionNote(last: readonly AnsweredElsewhere[]): string {
  const lines = last.map(
    ({ message, answer }) => `- ${quoted(message, MESSAGE_MAX_CHARS)}: ${quoted(answer, ANSWER_MAX_CHARS)}`,
  );
  const known =
    lines.length === 0 ? "" : ` These were the last messages and your answers:\n${lines.join("\n")}`;
  return `[Note from TinyAGI: this is a new session, because the earlier one could not go on. You have your workspace and memory, but not the earlier conversation.${known}]\n\n`;
}

/** On one line, so that no text can imitate a note of the host. */
function quoted(text: string, max: number): string {
  return JSON.stringify(cutText(text, max));
}

function getOutcome(message: Pick<MessageRow, "attempts" | "last_error">): string {
  if (message.attempts <= 1) return "failed permanently, and a person asked for another";
  if (message.last_error === null) return "was interrupted because TinyAGI stopped";
  return `failed (${cutText(message.last_error.split("\n", 1)[0] ?? "", REASON_MAX_CHARS)})`;
}
