/**
 * Starts one process and stays beside it until it has ended: without a shell, in its own process group, with a complete
 * environment. Enforces the limits, and stops the process when a limit is reached or somebody asks. The ending must never
 * settle while a process of the group or of its container is alive. After a forced stop, no process with the run's mark is
 * left either.
 * Must never inherit this process's environment, and keeps nothing of it after the start.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { AWAKE_STEP_MS, asleepIn } from "@tinyagi/contracts/awake-time";
import { processStartTimeNow, RUN_MARK } from "@tinyagi/core/process-table";
import { NO_CONTAINMENT } from "../containment/containment.js";
import type { Contained, Containment } from "../containment/containment-contract.js";
import type {
  Child,
  ChildCause,
  ChildEnding,
  ChildSink,
  ChildSpec,
  Pause,
  StartChild,
  StopReason,
} from "./child-contract.js";
import { type ChildOutput, readChildOutput } from "./child-output.js";
import { endMarkedProcesses, endProcessGroup } from "./process-group.js";

/** Grace for processes that outlive a CLI that exited by itself. Their output is no longer needed. */
const LEFTOVER_GRACE_MS = 1_000;
/** Grace for processes that left the group of a stopped CLI. Short, because everything must be gone within 6 s in total. */
const STRAY_GRACE_MS = 500;

/** How often the total time of a run that waits is looked at, if little of it is left. */
const LOOK_AGAIN_MS = 250;

/** A process whose stdin is still open. */
export interface OpenChild extends Child {
  readonly write: (bytes: Buffer | string) => void;
  readonly closeStdin: () => void;
  /** Ends it although nobody takes its output any more. Resolves when it is gone. */
  readonly abandon: (options: { graceMs: number }) => Promise<void>;
}

type Started = ChildProcessWithoutNullStreams & { readonly pid: number };

interface Run {
  readonly child: Started;
  readonly contained: Contained;
  readonly limits: ChildSpec["limits"];
  readonly graceMs: number;
  readonly mark: string;
  readonly timers: Set<NodeJS.Timeout>;
  /** Since when the run waits in a tool call; then no time counts. As {@link awake}. */
  waitsSince: number | undefined;
  /** Whether a tool of the program is at work. */
  usesTool: boolean;
  /** Silence counts from here on. */
  resumedAt: number;
  /** Milliseconds of earlier waits. */
  waitedMs: number;
  /** Milliseconds in which this process was stopped or the machine slept. */
  asleepMs: number;
  cause: ChildCause | undefined;
  stopping: Promise<unknown> | undefined;
  exited: boolean;
}

/** Creates the function that starts processes as children of this one, each in a container. */
export function createChildren(containment: Containment = NO_CONTAINMENT): StartChild {
  return (spec, { stdin, sink }) => {
    const child = openChild(spec, sink, containment);
    child.write(stdin);
    child.closeStdin();
    return child;
  };
}

/** The same, for input that comes in pieces. */
export function openChild(spec: ChildSpec, sink: ChildSink, containment: Containment): OpenChild {
  const mark = spec.env[RUN_MARK] ?? "";
  const contained = containment.contain(mark, spec);
  const child = start(contained, spec);
  if ("failure" in child) {
    const ended = child.failure.then(async (code): Promise<ChildEnding> => {
      await contained.end({ graceMs: 0 });
      return { kind: "refused", code };
    });
    return {
      stop: () => {},
      setWaiting: () => {},
      write: () => {},
      closeStdin: () => {},
      abandon: async () => {},
      ended,
    };
  }
  const run: Run = {
    child,
    contained,
    limits: spec.limits,
    graceMs: spec.graceMs,
    mark,
    timers: new Set(),
    waitsSince: undefined,
    usesTool: false,
    resumedAt: 0,
    waitedMs: 0,
    asleepMs: 0,
    cause: undefined,
    stopping: undefined,
    exited: false,
  };
  // EPIPE, for example. If a CLI ends without reading its prompt, its exit code and output say why.
  child.stdin.on("error", () => {});
  sink.started(child.pid, processStartTimeNow(child.pid));
  return {
    stop: (reason: StopReason) => stop(run, reason),
    setWaiting: (pause) => setWaiting(run, pause),
    write: (bytes) => void child.stdin.write(bytes),
    closeStdin: () => void child.stdin.end(),
    abandon: async (options) => {
      await endProcessGroup(child.pid, options);
      await contained.end({ graceMs: 0 });
    },
    ended: watch(run, spec.stderr, sink),
  };
}

/** Returns the child, or the code of its failed start. Node throws some of these failures and emits others as events. */
function start(contained: Contained, { cwd, env }: ChildSpec): Started | { failure: Promise<string> } {
  try {
    const child = contained.start(({ command, args }) =>
      spawn(command, args, { cwd, env, detached: true, stdio: "pipe" }),
    );
    // Node keeps the arguments as long as the process runs. Nobody needs them any more.
    (child as { spawnargs: string[] }).spawnargs = [];
    return isAlive(child) ? child : { failure: once(child, "error").then(([error]) => codeOf(error)) };
  } catch (error) {
    return { failure: Promise.resolve(codeOf(error)) };
  }
}

function isAlive(child: ChildProcessWithoutNullStreams): child is Started {
  return child.pid !== undefined;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
}

async function watch(run: Run, stderr: ChildSpec["stderr"], sink: ChildSink): Promise<ChildEnding> {
  const { child, limits } = run;
  const exit = exitOf(child);
  const output = readChildOutput({
    stdout: child.stdout,
    stderr: child.stderr,
    stderrMode: stderr,
    maxOutputBytes: limits.outputBytes,
    sink,
    onCapped: () => stop(run, "output"),
  });
  watchTime(run, output);
  const { code, signal } = await exit;
  run.exited = true;
  for (const timer of run.timers) clearTimeout(timer);
  const leftovers = endLeftovers(run);
  await output.drain();
  child.stdin.destroy();
  await leftovers;
  if (run.cause !== undefined) await endStrays(run);
  return { kind: "exited", code, signal, cause: run.cause ?? "exit" };
}

function exitOf(child: Started): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    // Not "close": it also waits for pipes, which a stray process can keep open forever.
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** Milliseconds in which this process was awake. */
function awake(run: Run): number {
  return performance.now() - run.asleepMs;
}

function setWaiting(run: Run, { waits, tool }: Pause): void {
  const now = awake(run);
  if (run.usesTool && !tool) run.resumedAt = now;
  run.usesTool = tool;
  if (waits) run.waitsSince ??= now;
  else if (run.waitsSince !== undefined) {
    run.waitedMs += now - run.waitsSince;
    run.waitsSince = undefined;
    run.resumedAt = now;
  }
}

function watchTime(run: Run, output: ChildOutput): void {
  const { timeoutMs, idleMs } = run.limits;
  const startedAt = awake(run);
  const look = (): void => {
    const now = awake(run);
    const left = timeoutMs - ((run.waitsSince ?? now) - startedAt - run.waitedMs);
    const isBusy = run.waitsSince !== undefined || run.usesTool;
    const silence = isBusy ? 0 : Math.min(output.silenceMs(), now - run.resumedAt);
    if (left <= 0) stop(run, "timeout");
    else if (silence >= idleMs) stop(run, "idle");
    else {
      const untilEnd = run.waitsSince === undefined ? left : Math.max(left, LOOK_AGAIN_MS);
      later(run, { ms: Math.min(untilEnd, idleMs - silence, AWAKE_STEP_MS), action: look });
    }
  };
  look();
}

/** What passes between while this process is stopped or the machine sleeps counts neither as work nor as silence. */
function later(run: Run, { ms, action }: { ms: number; action: () => void }): void {
  const plannedMs = Math.max(1, Math.ceil(ms));
  const since = performance.now();
  const timer = setTimeout(() => {
    run.timers.delete(timer);
    const asleepMs = asleepIn(plannedMs, performance.now() - since);
    run.asleepMs += asleepMs;
    if (asleepMs > 0) run.resumedAt = awake(run);
    action();
  }, plannedMs);
  run.timers.add(timer);
}

/** Keeps the first cause: an abort during the grace of a timeout must not change what is reported. */
function stop(run: Run, cause: ChildCause): void {
  if (run.cause !== undefined || run.exited) return;
  run.cause = cause;
  run.stopping = endProcessGroup(run.child.pid, { graceMs: run.graceMs });
}

/** The group first: its processes have had their grace when the container ends, which reaches those that left it. */
async function endLeftovers({ child, contained, graceMs, stopping }: Run): Promise<void> {
  await Promise.all([
    endProcessGroup(child.pid, { graceMs: Math.min(graceMs, LEFTOVER_GRACE_MS) }),
    stopping,
  ]);
  await contained.end({ graceMs: Math.min(graceMs, STRAY_GRACE_MS) });
}

async function endStrays({ mark, graceMs }: Run): Promise<void> {
  if (mark === "") return;
  await endMarkedProcesses((runId) => runId === mark, { graceMs: Math.min(graceMs, STRAY_GRACE_MS) });
}
