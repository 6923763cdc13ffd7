/**
 * The daemon's log: one JSON line per entry in `<home>/logs/daemon.log`, plus one older file, so that logs cannot
 * fill the disk. Entries contain ids, never texts of users and never secrets. A log that cannot be written must not
 * stop the daemon.
 */
import { renameSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@tinyagi/base";
import { cleanJsonText } from "@tinyagi/contracts/clean-text";
import { type DestinationStream, destination, pino, stdTimeFunctions } from "pino";

/** At this length the log becomes the older file. */
export const LOG_MAX_BYTES = 10 * 1_024 * 1_024;
/** Most bytes read from the end of a file for a tail. */
const TAIL_BYTES = 512 * 1_024;
const STDOUT_FD = 1;

export interface LogFile {
  log: Log;
  /** The last lines, oldest first; empty when there is no log. */
  tail(lines: number): Promise<string[]>;
  /** Follows new lines, as they are in the file. @returns ends it */
  onLine(listener: (line: string) => void): () => void;
  /** Starts a new file when another program moved or removed the old one. */
  reopen(): void;
  /** Writes the last entry of a process that is about to crash. */
  fatal(error: unknown, origin: string): void;
  flush(): void;
}

/**
 * @param options.echo also write to stdout, for a daemon in the foreground
 * @param options.maxBytes default {@link LOG_MAX_BYTES}
 */
export function openLogFile(options: {
  folder: string;
  level: string;
  echo: boolean;
  maxBytes?: number;
  /** Takes credentials out of each line. Default: nothing. */
  redact?: (line: string) => string;
}): LogFile {
  const path = join(options.folder, "daemon.log");
  const file = createRotatingFile(path, options.maxBytes ?? LOG_MAX_BYTES);
  const level = options.level as "info";
  const redact = options.redact ?? ((line) => line);
  const redacted = (stream: DestinationStream): DestinationStream => ({
    write: (line) => stream.write(redact(line)),
  });
  const listeners = new Set<(line: string) => void>();
  const echo: DestinationStream = options.echo ? createStdout() : { write() {} };
  const streams = redacted({
    write(line) {
      file.write(line);
      echo.write(line);
      for (const listener of listeners) listener(line.trimEnd());
    },
  });
  const log = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    streams,
  );
  return {
    log,
    tail: (lines) => tail(path, lines),
    onLine(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reopen: () => file.reopen(),
    fatal: (error, origin) =>
      log.fatal({ err: error, origin }, "the daemon stops because of an unexpected error"),
    flush: () => file.flush(),
  };
}

interface RotatingFile extends DestinationStream {
  reopen(): void;
  flush(): void;
}

function createRotatingFile(path: string, maxBytes: number): RotatingFile {
  if (measureSize(path) >= maxBytes) moveAside(path);
  const file = destination({ dest: path, mkdir: true, mode: 0o600, sync: true });
  // On a full disk or with a removed folder there is nowhere left to report this, and the daemon's work is more
  // important.
  file.on("error", () => {});
  let size = measureSize(path);
  function reopen(): void {
    try {
      file.flushSync();
      file.reopen();
    } catch {
      // The file that was open before stays in use.
    }
    size = measureSize(path);
  }
  return {
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (size > 0 && size + bytes > maxBytes) {
        moveAside(path);
        reopen();
        // If the file cannot be moved, the next attempt follows after as many bytes again.
        if (size + bytes > maxBytes) size = 0;
      }
      size += bytes;
      file.write(line);
    },
    reopen,
    flush() {
      try {
        file.flushSync();
      } catch {
        // Reported nowhere, for the same reason as above.
      }
    },
  };
}

/** When the terminal is closed, the echo stops but the daemon continues. */
function createStdout(): DestinationStream {
  const stdout = destination({ dest: STDOUT_FD, sync: true });
  stdout.on("error", () => {});
  // Stdout may be a terminal, so control sequences are escaped here. The file keeps the entries unchanged.
  return { write: (line) => stdout.write(cleanJsonText(line)) };
}

function moveAside(path: string): void {
  try {
    renameSync(path, toOlderPath(path));
  } catch {
    // Removed by another program, or the file system became read-only: the log continues where it can.
  }
}

function toOlderPath(path: string): string {
  return `${path}.1`;
}

function measureSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function tail(path: string, lines: number): Promise<string[]> {
  const newest = await lastLines(path, lines);
  if (newest.length >= lines) return newest;
  return [...(await lastLines(toOlderPath(path), lines - newest.length)), ...newest];
}

async function lastLines(path: string, lines: number): Promise<string[]> {
  if (lines <= 0 || measureSize(path) === 0) return [];
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const all = buffer
      .subarray(0, bytesRead)
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    return (start > 0 ? all.slice(1) : all).slice(-lines);
  } finally {
    await file.close();
  }
}
