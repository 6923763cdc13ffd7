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
  /** Undefined if all of it was handled at once. */
  readonly stdout: (bytes: Buffer) => Promise<void> | undefined;
  readonly stderr: (bytes: Buffer) => Promise<void> | undefined;
  /** Passes on a last line without a line feed. */
  readonly end: () => Promise<void> | undefined;
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
    stderr(bytes) {
      tail.push(bytes);
      if (onErrorLine === undefined) return undefined;
      return take(reading, { bytes, lines: errorLines, listener: onErrorLine });
    },
    end: () => passOn(reading, lines.end()[Symbol.iterator](), onLine),
    bytes: () => read,
    droppedLines: lines.droppedLines,
    stderrTail: () => tail.bytes().toString("utf8"),
    waitingMs: () => {
      const { waitingSince } = reading;
      return waitingSince === undefined ? undefined : performance.now() - waitingSince;
    },
  };
}

function take(
  reading: Reading,
  { bytes, lines, listener }: { bytes: Buffer; lines: LineSplitter; listener: LineListener },
): Promise<void> | undefined {
  reading.waitingSince ??= performance.now();
  return passOn(reading, lines.push(bytes)[Symbol.iterator](), listener);
}

/** Waits only when a slice is over: a promise for each chunk would cost more than the lines in it. */
function passOn(
  reading: Reading,
  lines: Iterator<string>,
  listener: LineListener,
): Promise<void> | undefined {
  for (let line = lines.next(); line.done !== true; line = lines.next()) {
    if (listener(line.value) === "progress") reading.waitingSince = undefined;
    const pause = reading.slices.pause();
    if (pause !== undefined) return pause.then(() => passOn(reading, lines, listener));
  }
  // Also without a line: parts of a long line are work, too.
  return reading.slices.pause();
}
