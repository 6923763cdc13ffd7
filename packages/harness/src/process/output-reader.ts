/**
 * Turns the bytes of an agent process into lines, in slices, so that a flood never blocks the event loop for others. Memory
 * is bounded whatever arrives. The calls for one stream must not overlap: each waits for the promise of the one before.
 */
import { createByteTail } from "./byte-tail.js";
import { STDERR_TAIL_BYTES } from "./child-output.js";
import { createLineSplitter, type LineSplitter } from "./line-splitter.js";
import type { LineListener } from "./process-contract.js";
import type { WorkSlices } from "./work-slices.js";

/** Who handles the lines. */
export interface OutputReaderOptions {
  readonly slices: WorkSlices;
  readonly maxLineBytes: number;
  readonly onLine: LineListener;
  /** Without it, stderr is only kept. */
  readonly onErrorLine: LineListener | undefined;
}

/** Reads the output of one process. */
export interface OutputReader {
  readonly stdout: (bytes: Buffer) => Promise<void>;
  readonly stderr: (bytes: Buffer) => Promise<void>;
  /** Passes on a last line without a line feed. */
  readonly end: () => Promise<void>;
  /** Bytes of stdout. */
  readonly bytes: () => number;
  readonly droppedLines: () => number;
  /** The last 64 KiB of stderr. */
  readonly stderrTail: () => string;
  /** How long output has arrived without a line that is progress, in milliseconds. Undefined if the last line was one. */
  readonly waitingMs: () => number | undefined;
}

interface Reading {
  readonly slices: WorkSlices;
  waitingSince: number | undefined;
}

/** Creates a reader. */
export function createOutputReader(options: OutputReaderOptions): OutputReader {
  const { slices, onLine, onErrorLine } = options;
  const lines = createLineSplitter(options.maxLineBytes);
  const errorLines = createLineSplitter(STDERR_TAIL_BYTES);
  const tail = createByteTail(STDERR_TAIL_BYTES);
  const reading: Reading = { slices, waitingSince: undefined };
  let read = 0;
  return {
    stdout(bytes) {
      read += bytes.length;
      return take(reading, { bytes, lines, listener: onLine });
    },
    async stderr(bytes) {
      tail.push(bytes);
      if (onErrorLine !== undefined) await take(reading, { bytes, lines: errorLines, listener: onErrorLine });
    },
    end: () => passOn(reading, lines.end(), onLine),
    bytes: () => read,
    droppedLines: lines.droppedLines,
    stderrTail: () => tail.bytes().toString("utf8"),
    waitingMs: () => {
      const { waitingSince } = reading;
      return waitingSince === undefined ? undefined : performance.now() - waitingSince;
    },
  };
}

async function take(
  reading: Reading,
  chunk: { bytes: Buffer; lines: LineSplitter; listener: LineListener },
): Promise<void> {
  reading.waitingSince ??= performance.now();
  await passOn(reading, chunk.lines.push(chunk.bytes), chunk.listener);
  // Also without a line: parts of a long line are work, too.
  await reading.slices.pause();
}

async function passOn(reading: Reading, lines: Iterable<string>, listener: LineListener): Promise<void> {
  for (const line of lines) {
    if (listener(line) === "progress") reading.waitingSince = undefined;
    const pause = reading.slices.pause();
    if (pause !== undefined) await pause;
  }
}
