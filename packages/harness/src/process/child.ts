/**
 * Starts one process and stays beside it until it has ended: without a shell, in its own process group, with a complete
 * environment. Enforces the limits, and stops the process when a limit is reached or somebody asks. The ending must never
 * settle while a process of the group or of its container is alive. After a forced stop, no process with the run's mark is
 * left either.
 * Must never inherit this process's environment, and keeps nothing of it after the start.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { processStartTimeNow, RUN_MARK, wantsToWork } from "@tinyagi/base/process-table";
import { NO_CONTAINMENT } from "../containment/containment.js";
import type { Contained, Containment } from "../containment/containment-contract.js";
import type {
  Child,
  ChildCause,
  ChildEnding,
  ChildLimits,
  ChildSink,
  ChildSpec,
  LeftWork,
  StartChild,
  StopReason,
  TurnRest,
} from "./child-contract.js";
import { type ChildOutput, readChildOutput } from "./child-output.js";
import { createCleanup } from "./cleanup.js";
import { type LeftWorkPlace, leftWork, workBeside } from "./left-work.js";
import { endMarkedProcesses, endProcessGroup } from "./process-group.js";
import { type ProgramWork, readProgramWork } from "./processor-time.js";
import { type RunTime, watchRunTime } from "./run-time.js";
import { createTurnWork, type TurnWork } from "./turn-work.js";

/** Grace for processes that outlive a CLI that exited by itself. Their output is no longer needed. */
const LEFTOVER_GRACE_MS = 1_000;
/** Grace for processes that left the group of a stopped CLI. Short, because everything must be gone within 6 s in total. */
const STRAY_GRACE_MS = 500;

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
  readonly sink: ChildSink;
  readonly command: string;
  readonly cleanUp: () => Promise<void>;
  readonly work: TurnWork;
  cause: ChildCause | undefined;
  stopping: Promise<unknown> | undefined;
  /** What runs on after the answer. */
  left: LeftWork | undefined;
  exited: boolean;
}

/** Creates the function that starts processes as children of this one, each in a container. */
export function createChildren(containment: Containment = NO_CONTAINMENT): StartChild {
  return (spec, { stdin, sink }) => {
    const child = openChild(spec, sink, containment);
    child.write(stdin);
    if (spec.keep !== true) child.closeStdin();
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
      begin: () => {},
      rest: async () => undefined,
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
    sink,
    command: spec.command,
    cleanUp: createCleanup(spec),
    work: createTurnWork({ leader: child.pid, contained, mark }),
    cause: undefined,
    stopping: undefined,
    left: undefined,
    exited: false,
  };
  // EPIPE, for example. If a CLI ends without reading its prompt, its exit code and output say why.
  child.stdin.on("error", () => {});
  sink.started(child.pid, processStartTimeNow(child.pid));
  const output = readOutput(run, spec.stderr);
  const turns = watchTurns(run, output);
  return {
    stop: (reason: StopReason) => stop(run, reason),
    setWaiting: (pause) => turns.time().setWaiting(pause),
    write: turns.write,
    begin: turns.begin,
    rest: turns.rest,
    closeStdin: () => void child.stdin.end(),
    abandon: async (options) => {
      await endProcessGroup(child.pid, options);
      await Promise.all([contained.end({ graceMs: 0 }), run.cleanUp()]);
    },
    ended: watch(run, output, turns.time),
  };
}

/** The limits of a program, from its start or from the last turn that began, and what it is sent. */
function watchTurns(run: Run, output: ChildOutput) {
  const { child, contained, work } = run;
  const watchTime = (limits: ChildLimits) =>
    watchRunTime({
      limits,
      silenceMs: output.silenceMs,
      workOf: () => workOfChild(child.pid, contained),
      onLimit: (cause) => stop(run, cause),
    });
  let time = watchTime(run.limits);
  /** Nothing of a turn is written before it is known what belongs to the program itself. */
  let known: Promise<void> | undefined;
  return {
    time: () => time,
    begin(limits: ChildLimits) {
      time.end();
      if (run.exited) return;
      time = watchTime(limits);
      output.begin(limits.outputBytes);
      known = work.begin();
    },
    write(bytes: Buffer | string) {
      if (known === undefined) child.stdin.write(bytes);
      else void known.then(() => child.stdin.write(bytes));
    },
    async rest(): Promise<TurnRest | undefined> {
      time.end();
      // A turn may be over before it is known what belongs to the program itself.
      await known;
      return run.exited ? undefined : work.end(time.usedTool());
    },
  };
}

/** A control group also counts what has ended or left. */
async function workOfChild(pid: number, contained: Contained): Promise<ProgramWork | undefined> {
  const usedMs = contained.processorMs();
  if (usedMs === undefined) return readProgramWork(pid);
  return { usedMs, wantsMore: await wantsToWork(await contained.processes()) };
}

/** Returns the child, or the code of its failed start. Node throws some of these failures and emits others as events. */
function start(contained: Contained, { cwd, env }: ChildSpec): Started | { failure: Promise<string> } {
  try {
    const child = contained.start(({ command, args }) =>
      spawn(command, args, { cwd, env, detached: true, stdio: "pipe" }),
    );
    // Node keeps the arguments as long as the process runs. Nobody needs them any more.
    (child as { spawnargs: string[] }).spawnargs = [];
    return isAlive(child) ? child : { failure: once(child, "error").then(([error]) => getCode(error)) };
  } catch (error) {
    return { failure: Promise.resolve(getCode(error)) };
  }
}

function isAlive(child: ChildProcessWithoutNullStreams): child is Started {
  return child.pid !== undefined;
}

function getCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "UNKNOWN";
}

function readOutput(run: Run, stderrMode: ChildSpec["stderr"]): ChildOutput {
  const { child, limits, sink } = run;
  const { stdout, stderr } = child;
  return readChildOutput({
    stdout,
    stderr,
    stderrMode,
    maxOutputBytes: limits.outputBytes,
    sink,
    onCapped: () => stop(run, "output"),
  });
}

async function watch(run: Run, output: ChildOutput, timeOf: () => RunTime): Promise<ChildEnding> {
  const { child, contained, mark } = run;
  const { code, signal } = await waitForExit(child);
  run.exited = true;
  const time = timeOf();
  time.end();
  const leftovers = endLeftovers(run, { leader: child.pid, contained, mark, usedTool: time.usedTool() });
  await output.drain();
  child.stdin.destroy();
  await leftovers;
  const { cause = "exit", left } = run;
  return { kind: "exited", code, signal, cause, ...(left === undefined ? {} : { left }) };
}

function waitForExit(child: Started): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    // Not "close": it also waits for pipes, which a stray process can keep open forever.
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** Keeps the first cause: an abort during the grace of a timeout must not change what is reported. */
function stop(run: Run, cause: ChildCause): void {
  if (run.cause !== undefined || run.exited) return;
  run.cause = cause;
  run.sink.stopping();
  run.stopping = end(run, cause);
}

async function end(run: Run, cause: ChildCause): Promise<void> {
  const { child, command, graceMs } = run;
  if (cause === "finished") run.left = await workBeside(child.pid, command);
  await endProcessGroup(child.pid, { graceMs });
}

/** The group first: its processes have had their grace when the container ends, which reaches those that left it. */
async function endLeftovers(run: Run, place: LeftWorkPlace): Promise<void> {
  const { child, contained, graceMs, stopping } = run;
  if (run.cause === undefined) run.left = await leftWork(place);
  await Promise.all([
    endProcessGroup(child.pid, { graceMs: Math.min(graceMs, LEFTOVER_GRACE_MS) }),
    stopping,
  ]);
  await Promise.all([contained.end({ graceMs: Math.min(graceMs, STRAY_GRACE_MS) }), run.cleanUp()]);
  // Of a program that ended by itself, a look at all processes is too much, unless it is known to have left some.
  if (run.cause !== undefined || run.left !== undefined) await endStrays(run);
}

async function endStrays({ mark, graceMs }: Run): Promise<void> {
  if (mark === "") return;
  await endMarkedProcesses((runId) => runId === mark, { graceMs: Math.min(graceMs, STRAY_GRACE_MS) });
}
