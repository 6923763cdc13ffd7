/**
 * Runs one agent CLI as a child process: no shell, own process group, complete environment, prompt on stdin.
 * Guarantees: exactly one outcome, never a rejection; memory bounded whatever the child writes; when the
 * outcome is there, no process of its group lives, and after a forced end none that carries its run mark.
 * It must never inherit this process's environment, nor believe an exit code: judging is the harness's work.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { errorCode, RUN_MARK } from "@tinyagi/core";
import { type AgentOutput, type LineListener, readAgentOutput } from "./agent-output.js";
import { endMarkedProcesses, endProcessGroup } from "./process-group.js";
import { createWorkSlices, type WorkSlices } from "./work-slices.js";

export const DEFAULT_GRACE_MS = 5_000;
/** Time a CLI gets to exit by itself after its final result. */
export const FINISH_GRACE_MS = 2_000;
/** Grace for what a CLI that exited by itself left behind: nobody waits for its output any more. */
const LEFTOVER_GRACE_MS = 1_000;
/** Grace for what left the group of a CLI that was ended: the group had the whole of it, and everything must be gone within 6 s. */
const STRAY_GRACE_MS = 500;

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
  readonly onLine: LineListener;
  /** The same for stderr; without it stderr is only kept, and all of it counts as a sign of life. */
  readonly onErrorLine?: LineListener;
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
  readonly slices: WorkSlices;
  readonly graceMs: number;
  readonly timers: Set<NodeJS.Timeout>;
  reason: EndReason | undefined;
  ending: Promise<unknown> | undefined;
  finished: boolean;
  exited: boolean;
}

/**
 * Starts a process. An already aborted signal starts nothing.
 *
 * @returns at once; a failed start is an outcome with `spawnError`, not an exception
 */
export type StartAgentProcess = (options: AgentProcessOptions) => AgentProcess;

/** Makes what starts the agents of one daemon: they share one event loop, and none may take all of it. */
export function createAgentProcesses(): StartAgentProcess {
  const slices = createWorkSlices();
  return (options) => startProcess(options, slices);
}

function startProcess(options: AgentProcessOptions, slices: WorkSlices): AgentProcess {
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
    slices,
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
    timers: new Set(),
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
  const output = readAgentOutput({
    ...options,
    ...options.limits,
    stdout: child.stdout,
    stderr: child.stderr,
    slices: run.slices,
    onErrorLine: options.onErrorLine,
    onCapped: () => end(run, "output"),
  });
  writePrompt(run);
  watchTime(run, output);
  const abort = () => end(run, "aborted");
  options.signal.addEventListener("abort", abort, { once: true });
  const { exitCode, signal } = await exit;
  run.exited = true;
  options.signal.removeEventListener("abort", abort);
  for (const timer of run.timers) clearTimeout(timer);
  const leftovers = endProcessGroup(child.pid, { graceMs: Math.min(run.graceMs, LEFTOVER_GRACE_MS) });
  await output.drain();
  child.stdin.destroy();
  await Promise.all([leftovers, run.ending]);
  if (run.reason !== undefined) await endStrays(run);
  return {
    exitCode,
    signal,
    timedOut: run.reason === "idle" || run.reason === "total" ? run.reason : null,
    outputCapped: run.reason === "output",
    aborted: run.reason === "aborted",
    finished: run.finished,
    outputBytes: output.bytes(),
    droppedLines: output.droppedLines(),
    stderrTail: output.stderrTail(),
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

function writePrompt(run: Run): void {
  // EPIPE and the like: a CLI that ends without reading its prompt says why in its exit code and output.
  run.child.stdin.on("error", () => {});
  run.child.stdin.end(run.options.stdin);
}

function watchTime(run: Run, output: AgentOutput): void {
  const { timeoutMs, idleTimeoutMs } = run.options.limits;
  later(run, { ms: timeoutMs, action: () => end(run, "total") });
  const check = (): void => {
    const silence = performance.now() - output.lastActivity();
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
