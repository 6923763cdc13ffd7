/**
 * Watches one started agent process until it has ended: writes the prompt, reads the output, enforces the limits, and
 * stops the process when a limit is reached, the run is aborted or the result is complete. The outcome must never settle
 * while a process of the group is alive. After a forced stop, no process with the run's mark is left either.
 */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { RUN_MARK } from "@tinyagi/core";
import { type AgentOutput, readAgentOutput } from "./agent-output.js";
import type { AgentProcessOptions, AgentProcessOutcome, EndReason } from "./process-contract.js";
import { endMarkedProcesses, endProcessGroup } from "./process-group.js";
import type { WorkSlices } from "./work-slices.js";

const DEFAULT_GRACE_MS = 5_000;
/** Time for a CLI to exit by itself after its final result. */
const FINISH_GRACE_MS = 2_000;
/** Grace for processes that outlive a CLI that exited by itself. Their output is no longer needed. */
const LEFTOVER_GRACE_MS = 1_000;
/** Grace for processes that left the group of a stopped CLI. Short, because everything must be gone within 6 s in total. */
const STRAY_GRACE_MS = 500;

/** A child that was started. */
export type Child = ChildProcessWithoutNullStreams & { readonly pid: number };

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

/** A started process under supervision. */
export interface Supervision {
  /** See `finish` of `AgentProcess`. */
  readonly finish: () => void;
  readonly outcome: Promise<AgentProcessOutcome>;
}

/** Starts to watch a child. The outcome never rejects. */
export function superviseChild(child: Child, options: AgentProcessOptions, slices: WorkSlices): Supervision {
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
  return { outcome: supervise(run), finish: () => finish(run) };
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
    // Not "close": it also waits for pipes, which a stray process can keep open forever.
    child.once("exit", (code, signal) => {
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

function writePrompt(run: Run): void {
  // EPIPE, for example. If a CLI ends without reading its prompt, its exit code and output say why.
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

/** Keeps the first reason: an abort during the grace of a timeout must not change what is reported. */
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
