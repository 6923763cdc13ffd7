/**
 * How much of SQLite's log waits to be written into the database, read from its index file: nothing is opened as a database,
 * so nothing is locked or changed. https://www.sqlite.org/walformat.html#the_wal_index_file_format
 */
import { readFile, stat } from "node:fs/promises";
import { endianness } from "node:os";

const PAGE_SIZE_AT = 14;
const FRAMES_AT = 16;
const WRITTEN_AT = 96;
const HEADER_BYTES = 100;
const LARGEST_PAGE = 65_536;

export interface LogState {
  readonly bytes: number;
  /** Bytes of pages that are not in the database yet. */
  readonly waitingBytes: number;
  /** How long the database has not changed, although pages wait; in milliseconds. */
  readonly stuckMs: number;
}

/** @returns undefined when there is no log */
export async function readLogState(database: string, now: number): Promise<LogState | undefined> {
  try {
    const [index, log, file] = await Promise.all([
      readFile(`${database}-shm`),
      stat(`${database}-wal`),
      stat(database),
    ]);
    const waitingBytes = waitingIn(index);
    const stuckMs = waitingBytes === 0 ? 0 : Math.max(0, now - file.mtimeMs);
    return { bytes: log.size, waitingBytes, stuckMs };
  } catch {
    // Without a log there is no index, and a home that cannot be read is reported by another check.
    return undefined;
  }
}

function waitingIn(index: Buffer): number {
  if (index.length < HEADER_BYTES) return 0;
  const isLittle = endianness() === "LE";
  const word = (at: number): number => (isLittle ? index.readUInt32LE(at) : index.readUInt32BE(at));
  const size = isLittle ? index.readUInt16LE(PAGE_SIZE_AT) : index.readUInt16BE(PAGE_SIZE_AT);
  // A size of 64 KiB does not fit into two bytes and is written as 1.
  return Math.max(0, word(FRAMES_AT) - word(WRITTEN_AT)) * (size === 1 ? LARGEST_PAGE : size);
}
