/**
 * Runs one agent CLI as a child process: no shell, own process group, complete environment, prompt on stdin.
 * Guarantees: exactly one outcome, never a rejection; memory bounded whatever the child writes; when the
 * outcome is there, no process of its group lives, and after a forced end none that carries its run mark.
 * It must never inherit this process's environment, nor believe an exit code: judging is the harness's work.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode, RUN_MARK } from "@tinyagi/core";
import { createByteTail } from "./byte-tail.js";
import { createLineSplitter } from "./line-splitter.js";
import { endMarkedProcesses, endProcessGroup } from "./process-group.js";

export const DEFAULT_GRACE_MS = 5_000;
export const STDERR_TAIL_BYTES = 64 * 1024;
/** Time a CLI gets to exit by itself after its final result. */
export const FINISH_GRACE_MS = 2_000;
/** Grace for what a CLI that exited by itself left behind: nobody waits for its output any more. */
const LEFTOVER_GRACE_MS = 1_000;
/** Grace for what left the group of a CLI that was ended: the group had the whole of it, and all of it is to be gone within 6 s. */
const STRAY_GRACE_MS = 500;
/** Output of an exited CLI is read until its pipe closes or stays silent for two of these. */
const DRAIN_TICK_MS = 50;
const DRAIN_MAX_MS = 2_000;

/** Caps of one process. */
export interface AgentProcessLimits {
  /** Whole run, milliseconds. */
  readonly timeoutMs: number;
  /** Longest silence on stdout and stderr, milliseconds. */
  readonly idleTimeoutMs: number;
  /** Bytes of stdout before the process is ended. */
  readonly maxOutputBytes: number;
  /** Bytes of one line before it is dropped. */
  readonly maxLineBytes: number;
}

/** What a line says about the run's progress. */
export type LineVerdict = "progress" | "waiting";

/** What to run and how. */
export interface AgentProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment; `TINYAGI_RUN_ID` in it is the mark by which strays are found. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. A child that does not read it is no error. */
  readonly stdin: string;
  readonly limits: AgentProcessLimits;
  readonly signal: AbortSignal;
  /**
   * Every complete line of stdout, in order. Must not throw. `"waiting"` says that the line is no progress (a CLI that
   * reports its reconnects for ever): it does not break the silence.
   */
  readonly onLine: (line: string) => LineVerdict;
  /** The same for stderr; without it stderr is only kept, and all of it counts as a sign of life. */
  readonly onErrorLine?: (line: string) => LineVerdict;
  readonly onStart?: (pid: number) => void;
  /** Between SIGTERM and SIGKILL; default {@link DEFAULT_GRACE_MS}. */
  readonly graceMs?: number;
  /** Between `finish()` and the end; default {@link FINISH_GRACE_MS}. */
  readonly finishGraceMs?: number;
}

/** Why a process was ended from here. */
export type EndReason = "idle" | "total" | "output" | "aborted" | "finished";

/** How a process ended. */
export interface AgentProcessOutcome {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: "idle" | "total" | null;
  readonly outputCapped: boolean;
  readonly aborted: boolean;
  /** `finish()` was called: the result is complete, whatever the exit code says. */
  readonly finished: boolean;
  readonly outputBytes: number;
  readonly droppedLines: number;
  /** The last 64 KiB of stderr. */
  readonly stderrTail: string;
  /** Code of a failed start, e.g. `ENOENT`, `EACCES`, `E2BIG`. */
  readonly spawnError: string | undefined;
}

/** A running agent process. */
export interface AgentProcess {
  readonly pid: number | undefined;
  /** Says that the final result was read: the process gets a short grace and is then ended, as a success. */
  readonly finish: () => void;
  readonly outcome: Promise<AgentProcessOutcome>;
}

/** A child that lives. */
type Child = ChildProcessWithoutNullStreams & { readonly pid: number };

interface Run {
  readonly options: AgentProcessOptions;
  readonly child: Child;
  readonly graceMs: number;
  readonly timers: Set<NodeJS.Timeout>;
  outputBytes: number;
  lastActivity: number;
  /** The last line was no progress. */
  isWaiting: boolean;
  reason: EndReason | undefined;
  ending: Promise<unknown> | undefined;
  finished: boolean;
  exited: boolean;
}

/**
 * Starts a process.
 *
 * @param options - An already aborted signal starts nothing.
 * @returns At once; a failed start is an outcome with `spawnError`, not an exception.
 */
export function spawnAgentProcess(options: AgentProcessOptions): AgentProcess {
  if (options.signal.aborted) {
    const outcome = Promise.resolve(notStarted({ aborted: true }));
    return { pid: undefined, finish: () => {}, outcome };
  }
  const child = start(options);
  if ("failure" in child) {
    const outcome = child.failure.then((spawnError) => notStarted({ spawnError }));
    return { pid: undefined, finish: () => {}, outcome };
  }
  const run: Run = {
    options,
    child,
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
    timers: new Set(),
    outputBytes: 0,
    lastActivity: performance.now(),
    isWaiting: false,
    reason: undefined,
    ending: undefined,
    finished: false,
    exited: false,
  };
  const outcome = supervise(run);
  options.onStart?.(child.pid);
  return { pid: child.pid, finish: () => finish(run), outcome };
}

/** @returns the child, or the code of its failed start: some failures are thrown, others told by an event */
function start({ command, args, cwd, env }: AgentProcessOptions): Child | { failure: Promise<string> } {
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: "pipe" });
    return isAlive(child) ? child : { failure: once(child, "error").then(([error]) => codeOf(error)) };
  } catch (error) {
    return { failure: Promise.resolve(codeOf(error)) };
  }
}

function isAlive(child: ChildProcessWithoutNullStreams): child is Child {
  return child.pid !== undefined;
}

function codeOf(error: unknown): string {
  return errorCode(error) || "UNKNOWN";
}

async function supervise(run: Run): Promise<AgentProcessOutcome> {
  const { child, options } = run;
  const exit = exitOf(child);
  const lines = createLineSplitter({
    maxLineBytes: options.limits.maxLineBytes,
    onLine: (line) => {
      run.isWaiting = options.onLine(line) === "waiting";
    },
  });
  const stderr = createByteTail(STDERR_TAIL_BYTES);
  readOutput(run, { lines, stderr });
  writePrompt(run);
  watchTime(run);
  const abort = () => end(run, "aborted");
  options.signal.addEventListener("abort", abort, { once: true });
  const { exitCode, signal } = await exit;
  run.exited = true;
  options.signal.removeEventListener("abort", abort);
  for (const timer of run.timers) clearTimeout(timer);
  const leftovers = endProcessGroup(child.pid, { graceMs: Math.min(run.graceMs, LEFTOVER_GRACE_MS) });
  await drain(run);
  lines.end();
  await Promise.all([leftovers, run.ending]);
  if (run.reason !== undefined) await endStrays(run);
  return {
    exitCode,
    signal,
    timedOut: run.reason === "idle" || run.reason === "total" ? run.reason : null,
    outputCapped: run.reason === "output",
    aborted: run.reason === "aborted",
    finished: run.finished,
    outputBytes: run.outputBytes,
    droppedLines: lines.droppedLines(),
    stderrTail: stderr.text(),
    spawnError: undefined,
  };
}

function exitOf(child: Child): Promise<{ exitCode: number | undefined; signal: NodeJS.Signals | undefined }> {
  return new Promise((resolve) => {
    // Not "close": that one also waits for pipes, which a stray can keep open for ever.
    child.once("exit", (code, signal) => {
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

function readOutput(
  run: Run,
  { lines, stderr }: { lines: { push: (chunk: Buffer) => void }; stderr: { push: (chunk: Buffer) => void } },
): void {
  const { child, options } = run;
  // A pipe that cannot be read on is closed; what the process did stands in its exit code and the lines so far.
  for (const stream of [child.stdout, child.stderr]) stream.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => {
    run.outputBytes += chunk.length;
    if (run.outputBytes > options.limits.maxOutputBytes) {
      end(run, "output");
      return;
    }
    lines.push(chunk);
    if (!run.isWaiting) run.lastActivity = performance.now();
  });
  const { onErrorLine } = options;
  const errorLines = createLineSplitter({
    maxLineBytes: STDERR_TAIL_BYTES,
    onLine: (line) => {
      if (onErrorLine?.(line) === "progress") run.lastActivity = performance.now();
    },
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr.push(chunk);
    if (onErrorLine === undefined) run.lastActivity = performance.now();
    else errorLines.push(chunk);
  });
}

function writePrompt(run: Run): void {
  // EPIPE and the like: a CLI that ends without reading its prompt says why in its exit code and output.
  run.child.stdin.on("error", () => {});
  run.child.stdin.end(run.options.stdin);
}

function watchTime(run: Run): void {
  const { timeoutMs, idleTimeoutMs } = run.options.limits;
  later(run, { ms: timeoutMs, action: () => end(run, "total") });
  const check = (): void => {
    const silence = performance.now() - run.lastActivity;
    if (silence >= idleTimeoutMs) end(run, "idle");
    else later(run, { ms: idleTimeoutMs - silence, action: check });
  };
  later(run, { ms: idleTimeoutMs, action: check });
}

function later(run: Run, { ms, action }: { ms: number; action: () => void }): void {
  const timer = setTimeout(
    () => {
      run.timers.delete(timer);
      action();
    },
    Math.max(1, Math.ceil(ms)),
  );
  run.timers.add(timer);
}

function finish(run: Run): void {
  if (run.finished || run.exited) return;
  run.finished = true;
  const ms = run.options.finishGraceMs ?? FINISH_GRACE_MS;
  later(run, { ms, action: () => end(run, "finished") });
}

/** The first reason wins: an abort during a timeout's grace must not change what is reported. */
function end(run: Run, reason: EndReason): void {
  if (run.reason !== undefined || run.exited) return;
  run.reason = reason;
  run.ending = endProcessGroup(run.child.pid, { graceMs: run.graceMs });
}

/**
 * Reads what an exited child left in its pipe. Two silent ticks, because after a stall of the event loop a timer
 * fires before the pipe is read.
 */
async function drain(run: Run): Promise<void> {
  const { stdout, stderr, stdin } = run.child;
  const closed = Promise.all([closeOf(stdout), closeOf(stderr)]);
  const deadline = performance.now() + DRAIN_MAX_MS;
  const waiting = new AbortController();
  const silence = async () => {
    for (let silent = 0; silent < 2 && performance.now() < deadline; ) {
      const before = run.outputBytes;
      await delay(DRAIN_TICK_MS, undefined, { signal: waiting.signal });
      silent = run.outputBytes === before ? silent + 1 : 0;
    }
  };
  await Promise.race([closed, silence().catch(() => {})]);
  waiting.abort();
  for (const stream of [stdout, stderr, stdin]) stream.destroy();
}

function closeOf(stream: Readable): Promise<void> {
  return stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once("close", () => resolve()));
}

async function endStrays(run: Run): Promise<void> {
  const mark = run.options.env[RUN_MARK];
  if (mark === undefined || mark === "") return;
  await endMarkedProcesses((runId) => runId === mark, { graceMs: Math.min(run.graceMs, STRAY_GRACE_MS) });
}

function notStarted(facts: { aborted?: boolean; spawnError?: string }): AgentProcessOutcome {
  return {
    exitCode: undefined,
    signal: undefined,
    timedOut: null,
    outputCapped: false,
    aborted: facts.aborted ?? false,
    finished: false,
    outputBytes: 0,
    droppedLines: 0,
    stderrTail: "",
    spawnError: facts.spawnError,
  };
}
