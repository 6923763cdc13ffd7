/**
 * Runs one agent CLI: starts the process, passes its lines on, and stops it when the run is aborted, the result is complete,
 * or the agent only waits. Every start has exactly one outcome, never a rejection, and memory is bounded whatever the
 * process writes. It reports the exit code but does not judge it: the harness does.
 */
import { createChildren } from "./child.js";
import type { Child, ChildEnding, ChildSpec, StartChild } from "./child-contract.js";
import { createOutputReader, type OutputReader } from "./output-reader.js";
import type {
  AgentProcess,
  AgentProcessOptions,
  AgentProcessOutcome,
  KeptStart,
  StartAgentProcess,
} from "./process-contract.js";
import { type WaitingWatch, watchWaiting } from "./waiting-watch.js";
import { createWorkSlices, type WorkSlices } from "./work-slices.js";

const DEFAULT_GRACE_MS = 5_000;
/** Time for a CLI to exit by itself after its final result. */
const FINISH_GRACE_MS = 2_000;

/**
 * Creates the function that starts a daemon's agents. They share an event loop, so no output may block the others.
 *
 * @param startChild - where the processes run. Default: they are children of this process.
 */
export function createAgentProcesses(startChild: StartChild = createChildren()): StartAgentProcess {
  const slices = createWorkSlices();
  return (options) => startProcess(options, { slices, startChild });
}

interface Run {
  readonly options: AgentProcessOptions;
  readonly reader: OutputReader;
  /** Undefined only while the process is being started. */
  child: Child | undefined;
  readonly waiting: WaitingWatch;
  finishTimer: NodeJS.Timeout | undefined;
  finished: boolean;
  /** Told to end before it had finished. What it reports then is about its own end. */
  stopping: boolean;
  ended: boolean;
}

function startProcess(
  options: AgentProcessOptions,
  { slices, startChild }: { slices: WorkSlices; startChild: StartChild },
): AgentProcess {
  const { onLine, onErrorLine, signal } = options;
  const { maxLineBytes } = options.limits;
  const reader = createOutputReader({ slices, maxLineBytes, onLine, onErrorLine });
  const run: Run = {
    options,
    reader,
    child: undefined,
    waiting: watchWaiting({
      idleTimeoutMs: options.limits.idleTimeoutMs,
      waitingMs: reader.waitingMs,
      onIdle: () => {
        noteStop(run);
        run.child?.stop("idle");
      },
    }),
    finishTimer: undefined,
    finished: false,
    stopping: false,
    ended: false,
  };
  if (signal.aborted) {
    const ending: ChildEnding = { kind: "exited", code: null, signal: null, cause: "aborted" };
    return { finish: () => {}, outcome: Promise.resolve(getOutcome(run, ending)) };
  }
  const child = startChild(toSpec(options), {
    stdin: options.stdin,
    sink: {
      started: (pid, startTime) => options.onStart?.(pid, startTime),
      stopping: () => noteStop(run),
      stdout(bytes) {
        const taken = reader.stdout(bytes);
        run.waiting.see();
        return taken;
      },
      stderr(bytes) {
        const taken = reader.stderr(bytes);
        run.waiting.see();
        return taken;
      },
    },
  });
  run.child = child;
  return { finish: () => finish(run), outcome: outcome(run, child) };
}

/** The process that the options ask for. */
export function toSpec({
  command,
  args,
  cwd,
  env,
  limits,
  ...options
}: KeptStart & Pick<AgentProcessOptions, "onErrorLine" | "cleanup">): ChildSpec {
  return {
    command,
    args,
    cwd,
    env,
    limits: {
      timeoutMs: limits.timeoutMs,
      idleMs: limits.idleTimeoutMs,
      outputBytes: limits.maxOutputBytes,
    },
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
    stderr: options.onErrorLine === undefined ? "tail" : "stream",
    ...(options.cleanup === undefined ? {} : { cleanup: options.cleanup }),
  };
}

async function outcome(run: Run, child: Child): Promise<AgentProcessOutcome> {
  const { signal } = run.options;
  const abort = () => {
    noteStop(run);
    child.stop("aborted");
  };
  signal.addEventListener("abort", abort, { once: true });
  // Whoever heard of the start may have aborted it at once.
  if (signal.aborted) abort();
  const unwatch = watchPauses(run.options, child);
  const ending = await child.ended;
  run.ended = true;
  signal.removeEventListener("abort", abort);
  unwatch();
  clearTimeout(run.finishTimer);
  run.waiting.end();
  await run.reader.end();
  return getOutcome(run, ending);
}

/** Tells a process when its silence means nothing. @returns a function that ends it */
export function watchPauses({ waiting, tools }: AgentProcessOptions, child: Child): () => void {
  const pause = { waits: false, tool: false };
  const tell = (change: Partial<typeof pause>) => child.setWaiting({ ...Object.assign(pause, change) });
  const ends = [waiting?.watch((waits) => tell({ waits })), tools?.watch((tool) => tell({ tool }))];
  return () => {
    for (const end of ends) end?.();
  };
}

function noteStop(run: Run): void {
  if (run.finished || run.stopping || run.ended) return;
  run.stopping = true;
  run.options.onStopping?.();
}

function finish(run: Run): void {
  if (run.finished || run.stopping || run.ended) return;
  run.finished = true;
  run.finishTimer = setTimeout(
    () => run.child?.stop("finished"),
    run.options.finishGraceMs ?? FINISH_GRACE_MS,
  );
}

/** What a caller hears of the end of a process. */
export function getOutcome(
  { reader, finished }: Pick<Run, "reader" | "finished">,
  ending: ChildEnding,
): AgentProcessOutcome {
  const exited = ending.kind === "exited" ? ending : undefined;
  const cause = exited?.cause;
  return {
    exitCode: exited?.code ?? undefined,
    signal: exited?.signal ?? undefined,
    timedOut: cause === "idle" ? "idle" : cause === "timeout" ? "total" : null,
    outputCapped: cause === "output",
    aborted: cause === "aborted",
    finished,
    outputBytes: reader.bytes(),
    droppedLines: reader.droppedLines(),
    stderrTail: reader.stderrTail(),
    spawnError: ending.kind === "refused" ? ending.code : undefined,
    interrupted: ending.kind === "lost",
    left: exited?.left,
  };
}
