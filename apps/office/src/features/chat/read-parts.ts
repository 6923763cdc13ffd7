/** Which conversations of a thread are read. Pure. */
import type { ConversationDetail } from "../../lib/queries";

/**
 * The conversation that stands for its thread: the newest that is read, so that one that joins takes nothing away while
 * it is on its way.
 *
 * @param id the one that was asked for @param parts the conversations of the thread, oldest first
 * @returns undefined until the one that was asked for is read
 */
export function findNewestRead(
  id: string,
  parts: readonly (ConversationDetail | undefined)[],
): ConversationDetail | undefined {
  const read = parts.filter((one) => one !== undefined);
  return read.some((one) => one.id === id) ? read.at(-1) : undefined;
}
