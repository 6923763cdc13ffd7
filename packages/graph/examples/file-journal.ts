/** A journal in a file, one JSON line per record, synced before it answers. A torn last line is a record never written. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";

/** @param directory holds one file per graph */
export function createFileJournal(directory: string): GraphJournal {
  mkdirSync(directory, { recursive: true });
  const held = new Set<string>();
  const fileOf = (graphId: string) => join(directory, `${encodeURIComponent(graphId)}.jsonl`);
  return {
    append(graphId, records) {
      const fd = openSync(fileOf(graphId), "a");
      writeSync(fd, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
      fsyncSync(fd);
      closeSync(fd);
    },
    read(graphId) {
      const file = fileOf(graphId);
      if (!existsSync(file)) return [];
      const text = readFileSync(file, "utf8");
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
      return whole
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as GraphJournalRecord);
    },
    lock(graphId) {
      if (held.has(graphId)) throw new Error("The graph is already running.");
      held.add(graphId);
      return { release: () => void held.delete(graphId) };
    },
  };
}
