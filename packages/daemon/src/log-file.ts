/** The daemon's log: one JSON line an entry in `<home>/logs/daemon.log`. Ids, never prose of users, never secrets. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@tinyagi/core";
import { destination, multistream, pino, stdTimeFunctions } from "pino";

/** Read at most this much of the end of the file for a tail. */
const TAIL_BYTES = 512 * 1_024;

export interface LogFile {
  log: Log;
  tail(lines: number): Promise<string[]>;
  flush(): void;
}

/** @param options.echo also write to stdout, for a daemon in the foreground */
export function openLogFile(options: { folder: string; level: string; echo: boolean }): LogFile {
  const path = join(options.folder, "daemon.log");
  const file = destination({ dest: path, mkdir: true, mode: 0o600, sync: true });
  const streams = options.echo ? multistream([{ stream: file }, { stream: process.stdout }]) : file;
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    streams,
  );
  return { log, tail: (lines) => tail(path, lines), flush: () => file.flushSync() };
}

async function tail(path: string, lines: number): Promise<string[]> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    await file.read(buffer, 0, buffer.length, start);
    const all = buffer
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    return (start > 0 ? all.slice(1) : all).slice(-lines);
  } finally {
    await file.close();
  }
}
