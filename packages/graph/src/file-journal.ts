/**
 * A journal in a folder, one file per graph, one JSON record per line. A record is on the disk before `append` returns.
 * A last line that a crash left torn is a record never written: readers pass over it, and the next writer cuts it off.
 * One process writes a graph at a time, by a lock file that names it; the lock of a process that is gone is taken over.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";
import { JournalError } from "./errors.js";

/** How a {@link createFileJournal} writes. */
export interface FileJournalOptions {
  /**
   * `always` (default): a record survives a power cut. `never`: it survives the end of the process, and the system
   * writes it when it likes.
   */
  sync?: "always" | "never";
}

/** Files are private: outputs and prompts are in them. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * A journal in files.
 * @param directory holds one `.jsonl` file per graph; created if it is missing
 * @throws JournalError CONFLICT from `lock` when another process or run holds the graph, STORE_DAMAGED from `read`
 */
export function createFileJournal(directory: string, options: FileJournalOptions = {}): GraphJournal {
  mkdirSync(directory, { recursive: true, mode: FOLDER_MODE });
  const sync = options.sync ?? "always";
  const held = new Set<string>();
  /** Files whose end this process has looked at. */
  const whole = new Set<string>();
  const locateFile = (graphId: string) => join(directory, `${encodeURIComponent(graphId)}.jsonl`);
  return {
    append(graphId, records) {
      const file = locateFile(graphId);
      const isNew = !existsSync(file);
      const fd = openSync(file, "a+", FILE_MODE);
      try {
        if (!isNew && !whole.has(file)) cutTornLine(fd, file);
        writeFileSync(fd, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
        if (sync === "always") fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      if (isNew && sync === "always") syncFolder(directory);
      whole.add(file);
    },
    read: (graphId) => readRecords(locateFile(graphId)),
    lock(graphId) {
      const file = `${locateFile(graphId)}.lock`;
      if (held.has(file) || !takeLock(file)) {
        const text = "Another run holds the journal of this graph. Wait for it to end.";
        throw new JournalError("CONFLICT", text);
      }
      held.add(file);
      whole.delete(locateFile(graphId));
      return {
        release() {
          if (held.delete(file)) rmSync(file, { force: true });
        },
      };
    },
  };
}

function readRecords(file: string): GraphJournalRecord[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  // What follows the last line break is empty, or a record that was never finished.
  lines.pop();
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as GraphJournalRecord;
    } catch (cause) {
      throw new JournalError("STORE_DAMAGED", `Line ${i + 1} of the journal is damaged.`, cause);
    }
  });
}

function cutTornLine(fd: number, file: string): void {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) ftruncateSync(fd, end);
}

/** A new file can be lost in a power cut until its folder is synced. */
function syncFolder(directory: string): void {
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** @returns false when a process that lives holds it */
function takeLock(file: string): boolean {
  if (writeLock(file)) return true;
  const owner = Number.parseInt(existsSync(file) ? readFileSync(file, "utf8") : "", 10);
  // Our own pid in a lock we do not hold is that of an earlier process: in a container every one has the same pid.
  if (owner !== process.pid && isAlive(owner)) return false;
  rmSync(file, { force: true });
  return writeLock(file);
}

function writeLock(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx", mode: FILE_MODE });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
