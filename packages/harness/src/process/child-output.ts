/**
 * Reads the pipes of a process and passes the bytes on. It reads the next bytes only after the previous ones were taken: a
 * full pipe slows down a process that writes too fast, and memory does not grow.
 */
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createByteTail } from "./byte-tail.js";
import type { ChildSink } from "./child-contract.js";

export const STDERR_TAIL_BYTES = 64 * 1024;
/** After the process has exited, its output is read until the pipe closes or nothing arrives for two ticks. */
const DRAIN_TICK_MS = 50;
/** A process that kept the pipe can write forever. Ticks in which nobody takes the output do not count. */
const DRAIN_TICKS_MAX = 40;

/** What to read, and who takes it. */
export interface ChildOutputOptions {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly stderrMode: "stream" | "tail";
  readonly maxOutputBytes: number;
  readonly sink: Pick<ChildSink, "stdout" | "stderr">;
  /** Called once, when stdout exceeds its limit. The rest of it is read, but not passed on. */
  readonly onCapped: () => void;
}

/** The output of one process. */
export interface ChildOutput {
  /** Milliseconds since the last byte. 0 while bytes wait to be taken. */
  readonly silenceMs: () => number;
  /** Reads what an exited process left in its pipes, then closes them. Resolves after everything was passed on. */
  readonly drain: () => Promise<void>;
  /** A turn of a kept process begins: its output is counted from here. */
  readonly begin: (maxOutputBytes: number) => void;
}

interface Reading {
  readonly options: ChildOutputOptions;
  /** Bytes of stdout, in all and since its turn began. */
  bytes: number;
  turnBytes: number;
  maxOutputBytes: number;
  lastActivity: number;
  /** Number of chunks that are being taken. */
  busy: number;
}

/** Starts to read. */
export function readChildOutput(options: ChildOutputOptions): ChildOutput {
  const { stdout, stderr, sink } = options;
  const reading: Reading = {
    options,
    bytes: 0,
    turnBytes: 0,
    maxOutputBytes: options.maxOutputBytes,
    lastActivity: performance.now(),
    busy: 0,
  };
  const tail = options.stderrMode === "tail" ? createByteTail(STDERR_TAIL_BYTES) : undefined;
  const takeErrors = (bytes: Buffer) => (tail === undefined ? sink.stderr(bytes) : tail.push(bytes));
  const ended = Promise.all([
    eachChunk(reading, stdout, (bytes) => takeOutput(reading, bytes)),
    eachChunk(reading, stderr, takeErrors),
  ]);
  return {
    begin(maxOutputBytes) {
      reading.turnBytes = 0;
      reading.maxOutputBytes = maxOutputBytes;
    },
    silenceMs: () => (reading.busy > 0 ? 0 : performance.now() - reading.lastActivity),
    drain: async () => {
      await Promise.race([ended, silence(reading)]);
      for (const stream of [stdout, stderr]) stream.destroy();
      await ended;
      const end = tail?.bytes();
      if (end !== undefined && end.length > 0) await sink.stderr(end);
    },
  };
}

/**
 * Resolves when the stream has ended or was closed, and its last chunk was taken. By events: an async iterator would stop
 * and start the pipe around every chunk, which costs a third of the time of a flood.
 *
 * A paused stream can still deliver: when a process exits, Node resumes its streams. Such chunks wait for their turn.
 */
function eachChunk(
  reading: Reading,
  stream: Readable,
  take: (bytes: Buffer) => Promise<void> | undefined | void,
): Promise<void> {
  let taken: Promise<void> = Promise.resolve();
  let waiting = 0;
  const goOn = () => {
    waiting -= 1;
    reading.busy -= 1;
    reading.lastActivity = performance.now();
    if (waiting === 0) stream.resume();
  };
  stream.on("data", (chunk: Buffer) => {
    reading.lastActivity = performance.now();
    const taking = waiting === 0 ? take(chunk) : taken.then(() => take(chunk));
    if (!(taking instanceof Promise)) return;
    waiting += 1;
    reading.busy += 1;
    stream.pause();
    taken = taking.then(goOn);
  });
  // The pipe is broken. The exit code and the output so far show what the process did.
  stream.on("error", () => {});
  return new Promise((resolve) => stream.once("close", () => resolve(taken)));
}

function takeOutput(reading: Reading, chunk: Buffer): Promise<void> | undefined {
  const { onCapped, sink } = reading.options;
  const wasCapped = reading.turnBytes > reading.maxOutputBytes;
  reading.bytes += chunk.length;
  reading.turnBytes += chunk.length;
  if (reading.turnBytes <= reading.maxOutputBytes) return sink.stdout(chunk);
  if (!wasCapped) onCapped();
  return undefined;
}

/** Waits for two ticks without output. One is not enough: after the event loop stalls, a timer fires before the pipe is read. */
async function silence(reading: Reading): Promise<void> {
  for (let [silent, ticks] = [0, 0]; silent < 2 && ticks < DRAIN_TICKS_MAX; ) {
    const before = reading.bytes;
    await delay(DRAIN_TICK_MS, undefined, { ref: false });
    const moved = reading.bytes !== before;
    if (moved || reading.busy === 0) ticks += 1;
    silent = reading.busy === 0 && !moved ? silent + 1 : 0;
  }
}
