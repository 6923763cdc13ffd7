/**
 * Reads the end of a growing text file and follows it. Guarantees: whole lines in order; goes on when the file is
 * replaced or cut. Works without a daemon. Must never hold more than one chunk beyond an unfinished line.
 */
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const CHUNK_BYTES = 64 * 1_024;
/** A line without an end is cut here: a log line is never this long. */
const LONGEST_LINE = 1_024 * 1_024;
/** A read of the file's size five times a second is cheaper than a watcher, and works on every file system. */
const LOOK_EVERY_MS = 200;

/** The last `count` lines; undefined when there is no such file. */
export async function lastLines(
  file: string,
  count: number,
): Promise<{ lines: string[]; end: number } | undefined> {
  const handle = await openFile(file);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    let start = size;
    let text = Buffer.alloc(0);
    while (start > 0 && newlines(text) <= count) {
      const length = Math.min(CHUNK_BYTES, start);
      start -= length;
      const { buffer } = await handle.read({ buffer: Buffer.alloc(length), position: start });
      text = Buffer.concat([buffer, text]);
    }
    // What follows the last line break is still being written: the follower hands it out when it is whole.
    const whole = text.lastIndexOf(10) + 1;
    const lines = text.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
    return { lines: lines.slice(-count), end: size - (text.length - whole) };
  } finally {
    await handle.close();
  }
}

/** Lines written to `file` behind byte `from`, until the signal ends. */
export async function* followLines(file: string, from: number, signal: AbortSignal): AsyncGenerator<string> {
  let position = from;
  let inode: number | undefined;
  let rest = "";
  let decoder = new TextDecoder();
  while (!signal.aborted) {
    const handle = await openFile(file);
    if (handle !== undefined) {
      try {
        const { size, ino } = await handle.stat();
        if ((inode !== undefined && ino !== inode) || size < position) {
          position = 0;
          rest = "";
          decoder = new TextDecoder();
        }
        inode = ino;
        while (position < size && !signal.aborted) {
          const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(CHUNK_BYTES), position });
          if (bytesRead === 0) break;
          position += bytesRead;
          const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
          rest = (lines.pop() ?? "").slice(-LONGEST_LINE);
          yield* lines;
        }
      } finally {
        await handle.close();
      }
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function newlines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) count += 1;
  return count;
}
