/** Finds the lines that say why a daemon stopped, in what it wrote. */
import { open } from "node:fs/promises";
import { cleanLine } from "@tinyagi/contracts/clean-text";

/** Bytes read from the end of what the daemon wrote. */
const TAIL_BYTES = 16 * 1_024;
const MOST_LINES = 6;
/** Levels of the JSON log, as words or as numbers, that can be a reason. */
const ERROR_LEVELS: ReadonlySet<unknown> = new Set(["error", "fatal", 50, 60]);

/** The reason lines in `file` from byte `from` on, newest last; empty when it wrote nothing. */
export async function readReason(file: string, from: number): Promise<string[]> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const start = Math.max(from, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.max(0, size - start)),
      position: start,
    });
    return toReason(buffer.subarray(0, bytesRead).toString("utf8"));
  } finally {
    await handle.close();
  }
}

/** Error lines of a JSON log, else plain lines without stack frames. */
export function toReason(written: string): string[] {
  const lines = written.split("\n").filter((line) => line.trim() !== "");
  const plain: string[] = [];
  const errors: string[] = [];
  for (const line of lines) {
    const entry = parseEntry(line);
    if (entry === undefined) {
      if (!/^\s+at /.test(line)) plain.push(cleanLine(line));
    } else if (ERROR_LEVELS.has(entry.level)) {
      errors.push(cleanLine(entry.text));
    }
  }
  const chosen = plain.length > 0 ? plain : errors;
  // Skip a detail that only repeats a part of the line before it.
  const told = chosen.filter((line, index) => line !== "" && chosen[index - 1]?.includes(line) !== true);
  return told.slice(-MOST_LINES);
}

function parseEntry(line: string): { level: unknown; text: string } | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (value.level === undefined) return undefined;
    const cause = typeof value.err?.message === "string" ? value.err.message : undefined;
    return { level: value.level, text: cause ?? String(value.msg ?? "") };
  } catch {
    // Not a whole JSON line: it is shown as it is.
    return undefined;
  }
}
