/** Which messages travel in one entry: a few hundred KiB, or a single one that is longer. */

const ENTRY_BYTES = 256 * 1024;
const ENTRY_MESSAGES = 1_000;

export function splitMessages<M>(messages: readonly M[]): M[][] {
  if (messages.length === 1) return [[...messages]];
  const parts: M[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = JSON.stringify(message).length;
    const last = parts.at(-1);
    if (last === undefined || last.length >= ENTRY_MESSAGES || bytes + size > ENTRY_BYTES) {
      parts.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return parts;
}
