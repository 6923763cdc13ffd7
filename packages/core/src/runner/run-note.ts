/** The host-written note a repeated attempt begins with, so that the agent does not do finished work twice. */
import type { MessageRow } from "../store/schema.js";

/** @returns the note, or an empty string for a first attempt */
export function retryNote(
  message: Pick<MessageRow, "total_attempts" | "interruptions" | "last_error">,
): string {
  if (message.total_attempts <= 1) return "";
  const reason =
    message.last_error === null
      ? "was interrupted when the host stopped"
      : `failed (${message.last_error.split("\n", 1)[0]?.slice(0, 200)})`;
  return `[Note from TinyAGI: this is attempt ${message.total_attempts} at the message below; the one before ${reason}. Check what is already done before you repeat it.]\n\n`;
}
