/**
 * Reads the output of an agent process in slices, so that it never blocks the event loop for others. It reads the next
 * bytes only after it has processed the previous ones: a full pipe slows down an agent that writes too fast, and memory
 * does not grow.
 */
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type ByteTail, createByteTail } from "./byte-tail.js";
import { createLineSplitter, type LineSplitter } from "./line-splitter.js";
import type { WorkSlices } from "./work-slices.js";

export const STDERR_TAIL_BYTES = 64 * 1024;
/** After the process has exited, its output is read until the pipe closes or nothing arrives for two ticks. */
const DRAIN_TICK_MS = 50;
const DRAIN_MAX_MS = 2_000;

/** Whether a line is progress, or only says that the agent waits. */
export type LineVerdict = "progress" | "waiting";
/** Handles a line. Must not throw. */
export type LineListener = (line: string) => LineVerdict;

/** What to read, and who handles it. */
export interface AgentOutputOptions {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly slices: WorkSlices;
  readonly maxOutputBytes: number;
  readonly maxLineBytes: number;
  readonly onLine: LineListener;
  /** Without it, all of stderr counts as progress. */
  readonly onErrorLine: LineListener | undefined;
  /** Called once, when stdout exceeds its limit. No later line of it is passed on. */
  readonly onCapped: () => void;
}

/** The output of one process. */
export interface AgentOutput {
  readonly bytes: () => number;
  readonly droppedLines: () => number;
  /** The last 64 KiB of stderr. */
  readonly stderrTail: () => string;
  /** Monotonic milliseconds of the last sign of progress. */
  readonly lastActivity: () => number;
  /** Reads what an exited process left in its pipes, then closes them. Resolves after every line was passed on. */
  readonly drain: () => Promise<void>;
}

interface Reading {
  readonly options: AgentOutputOptions;
  readonly lines: LineSplitter;
  readonly errorLines: LineSplitter;
  readonly tail: ByteTail;
  bytes: number;
  lastActivity: number;
  /** Number of chunks that are being processed. */
  busy: number;
}

/** Starts to read. */
export function readAgentOutput(options: AgentOutputOptions): AgentOutput {
  const reading: Reading = {
    options,
    lines: createLineSplitter(options.maxLineBytes),
    errorLines: createLineSplitter(STDERR_TAIL_BYTES),
    tail: createByteTail(STDERR_TAIL_BYTES),
    bytes: 0,
    lastActivity: performance.now(),
    busy: 0,
  };
  const ended = Promise.all([
    eachChunk(reading, options.stdout, (chunk) => takeOutput(reading, chunk)),
    eachChunk(reading, options.stderr, (chunk) => takeErrors(reading, chunk)),
  ]);
  return {
    bytes: () => reading.bytes,
    droppedLines: reading.lines.droppedLines,
    stderrTail: reading.tail.text,
    lastActivity: () => reading.lastActivity,
    drain: async () => {
      await Promise.race([ended, silence(reading)]);
      for (const stream of [options.stdout, options.stderr]) stream.destroy();
      await ended;
      await passOn(reading, reading.lines.end(), options.onLine);
    },
  };
}

/** Resolves when the stream has ended or was closed, and its last chunk was processed. */
async function eachChunk(
  reading: Reading,
  stream: Readable,
  take: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      reading.busy += 1;
      await take(chunk);
      reading.busy -= 1;
      await reading.options.slices.pause();
    }
  } catch {
    // The pipe is broken. The exit code and the lines so far show what the process did.
  }
}

function takeOutput(reading: Reading, chunk: Buffer): Promise<void> | undefined {
  const { maxOutputBytes, onCapped, onLine } = reading.options;
  const wasCapped = reading.bytes > maxOutputBytes;
  reading.bytes += chunk.length;
  if (reading.bytes <= maxOutputBytes) return passOn(reading, reading.lines.push(chunk), onLine);
  if (!wasCapped) onCapped();
  return undefined;
}

function takeErrors(reading: Reading, chunk: Buffer): Promise<void> | undefined {
  const { onErrorLine } = reading.options;
  reading.tail.push(chunk);
  if (onErrorLine !== undefined) return passOn(reading, reading.errorLines.push(chunk), onErrorLine);
  reading.lastActivity = performance.now();
  return undefined;
}

async function passOn(reading: Reading, lines: Iterable<string>, listener: LineListener): Promise<void> {
  for (const line of lines) {
    if (listener(line) === "progress") reading.lastActivity = performance.now();
    const pause = reading.options.slices.pause();
    if (pause !== undefined) await pause;
  }
}

/** Waits for two ticks without output. One is not enough: after the event loop stalls, a timer fires before the pipe is read. */
async function silence(reading: Reading): Promise<void> {
  const deadline = performance.now() + DRAIN_MAX_MS;
  for (let silent = 0; silent < 2 && performance.now() < deadline; ) {
    const before = reading.bytes;
    await delay(DRAIN_TICK_MS, undefined, { ref: false });
    silent = reading.busy === 0 && reading.bytes === before ? silent + 1 : 0;
  }
}
