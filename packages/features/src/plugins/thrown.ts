/**
 * Reads what a plugin threw. JavaScript can throw anything, so reading it may itself run the plugin's code and throw.
 * Nothing here ever throws.
 */
import { readableMessage } from "@tinyagi/base";

const UNREADABLE = "it threw something that cannot be read";

/** What a plugin threw as short plain text without control sequences, for people and logs. Never empty. */
export function errorText(thrown: unknown): string {
  try {
    return readableMessage(messageOf(thrown), {}) || "it threw an error without a message";
  } catch {
    // A getter or a conversion of the plugin failed: its own error tells no more.
    return UNREADABLE;
  }
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return String(thrown.message);
  const isPrimitive = thrown === null || (typeof thrown !== "object" && typeof thrown !== "function");
  return `it threw ${isPrimitive ? String(thrown) : "an object"}, which is not an error`;
}

/** The frames of an error's stack, without the message before them, which may hold anything. */
export function toFrames(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error) || typeof thrown.stack !== "string") return "";
    const { stack } = thrown;
    const message = String(thrown.message);
    const at = stack.indexOf(message);
    return at < 0 ? stack : stack.slice(at + message.length);
  } catch {
    // Without frames the plugin is known by the code that was running.
    return "";
  }
}

export function isThrown<T>(thrown: unknown, kind: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof kind;
  } catch {
    // A proxy that refuses the question is none of our errors.
    return false;
  }
}
