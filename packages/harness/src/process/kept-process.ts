/**
 * One agent CLI that stays open for many runs. Each run is a turn, which looks to its caller like a process of its own: the
 * same options, limits and outcome. The program is started by its first turn. Guarantees that nothing of one turn reaches
 * the next: neither late output nor what it left running.
 */
import { afterStop } from "./after-stop.js";
import { getOutcome, toSpec, watchPauses } from "./agent-process.js";
import type { Child, ChildEnding, ChildLimits, LeftWork, StartChild, TurnRest } from "./child-contract.js";
import type { KeepProcess, KeptProcess, KeptProtocol, KeptQuestion } from "./kept-contract.js";
import { createOutputReader, type OutputReader } from "./output-reader.js";
import { watchPatience } from "./patience.js";
import type {
  AgentProcess,
  AgentProcessOptions,
  AgentProcessOutcome,
  KeptStart,
  LineVerdict,
} from "./process-contract.js";
import { type ProgramWork, readProgramWork } from "./processor-time.js";
import { type WaitingWatch, watchWaiting } from "./waiting-watch.js";
import { createWorkSlices, type WorkSlices } from "./work-slices.js";

/** A program that has neither answered, nor written, nor computed for so long does not take prompts. */
const OPEN_MAX_MS = 10_000;
/** How many times longer a program that computes may need, as after an update or on a busy machine: a message waits for it. */
const OPEN_PATIENCE = 6;
/** Time for a program to end its turn when it is asked to and does nothing. Later it is ended itself. */
const INTERRUPT_MAX_MS = 1_500;
/** The same for one that works, as on a busy machine. What its turn started has been ended by then. */
const INTERRUPT_WORKING_MAX_MS = 10_000;

/** An answer that is complete waits no longer for the end of what its turn left: then the program is ended with all of it. */
const REST_MAX_MS = 30_000;

/** Creates the function that prepares kept programs. */
export function createKeptProcesses(
  startChild: StartChild,
  { openMaxMs = OPEN_MAX_MS, restMaxMs = REST_MAX_MS }: { openMaxMs?: number; restMaxMs?: number } = {},
): KeepProcess {
  const slices = createWorkSlices();
  return (protocol) => keep({ protocol, startChild, slices, openMaxMs, restMaxMs });
}

interface Program {
  readonly protocol: KeptProtocol;
  readonly startChild: StartChild;
  readonly slices: WorkSlices;
  readonly openMaxMs: number;
  readonly restMaxMs: number;
}

interface Turn {
  readonly options: AgentProcessOptions;
  readonly waiting: WaitingWatch;
  /** Whether its lines are its own. */
  begun: boolean;
  finished: boolean;
  stopping: boolean;
  settled: boolean;
  /** Whether the program was asked to end it. */
  interrupted: boolean;
  interrupting: { readonly end: () => void } | undefined;
  /** What was ended of it before it was over. */
  left: LeftWork | undefined;
  readonly settle: (outcome: AgentProcessOutcome) => void;
  release: () => void;
}

interface Kept {
  readonly program: Program;
  child: Child | undefined;
  reader: OutputReader | undefined;
  process: { readonly pid: number; readonly startTime: string | undefined } | undefined;
  open: boolean;
  foreign: boolean;
  usable: boolean;
  turn: Turn | undefined;
  /** Between turns. */
  asked: { readonly onLine: (line: string) => void; readonly end: () => void } | undefined;
  readonly markEnded: () => void;
  /** Called when it takes prompts. */
  onOpen: () => void;
}

function keep(program: Program): KeptProcess {
  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });
  const kept: Kept = {
    program,
    child: undefined,
    reader: undefined,
    process: undefined,
    open: false,
    foreign: false,
    usable: true,
    turn: undefined,
    asked: undefined,
    markEnded,
    onOpen: () => {},
  };
  return {
    startTurn: (options) => startTurn(kept, options),
    open: (options) => openAhead(kept, options, ended),
    say: (line) => say(kept, line),
    write: (lines) => kept.child?.write(lines),
    ask: (line, answer) => ask(kept, line, answer),
    isUsable: () => kept.usable && kept.open,
    wasOpen: () => kept.open,
    isForeign: () => kept.foreign,
    pid: () => kept.process?.pid,
    async stop() {
      kept.usable = false;
      kept.child?.stop("finished");
      if (kept.child !== undefined) await ended;
    },
    ended,
  };
}

function startTurn(kept: Kept, options: AgentProcessOptions): AgentProcess {
  let settle: Turn["settle"] = () => {};
  const outcome = new Promise<AgentProcessOutcome>((resolve) => {
    settle = resolve;
  });
  const turn: Turn = {
    options,
    waiting: watchWaiting({
      idleTimeoutMs: options.limits.idleTimeoutMs,
      waitingMs: () => kept.reader?.waitingMs(),
      onIdle() {
        noteStop(turn);
        kept.child?.stop("idle");
      },
    }),
    begun: !kept.open,
    finished: false,
    stopping: false,
    settled: false,
    interrupted: false,
    interrupting: undefined,
    left: undefined,
    settle,
    release: () => {},
  };
  const aborted: ChildEnding = { kind: "exited", code: null, signal: null, cause: "aborted" };
  if (options.signal.aborted)
    settle(getOutcome({ reader: readerFor(kept, options), finished: false }, aborted));
  else {
    kept.turn = turn;
    if (kept.child === undefined) start(kept, options);
    else if (kept.open) begin(kept, turn);
    watch(kept, turn);
  }
  return { finish: () => finish(kept, turn), outcome };
}

/** As after a turn: no limit counts, and what it started for itself is known as its own. */
async function openAhead(kept: Kept, options: KeptStart, ended: Promise<void>): Promise<boolean> {
  const open = new Promise<void>((resolve) => {
    kept.onOpen = resolve;
  });
  start(kept, options);
  await Promise.race([open, ended]);
  kept.child?.begin(openLimits(kept.program, options));
  const rest = await kept.child?.rest();
  if (rest?.clean === true) return kept.usable;
  kept.usable = false;
  kept.child?.stop("finished");
  await ended;
  return false;
}

function readerFor(kept: Kept, { limits }: KeptStart): OutputReader {
  kept.reader ??= createOutputReader({
    slices: kept.program.slices,
    maxLineBytes: limits.maxLineBytes,
    onLine: (line) => receive(kept, line),
    onErrorLine: undefined,
  });
  return kept.reader;
}

function start(kept: Kept, options: KeptStart): void {
  const { program } = kept;
  const reader = readerFor(kept, options);
  const take = (taken: Promise<void> | undefined) => {
    kept.turn?.waiting.see();
    return taken;
  };
  const child = program.startChild(
    { ...toSpec(options), limits: openLimits(program, options), keep: true },
    {
      stdin: program.protocol.hello,
      sink: {
        started(pid, startTime) {
          kept.process = { pid, startTime };
        },
        stopping: () => kept.turn && noteStop(kept.turn),
        stdout: (bytes) => take(reader.stdout(bytes)),
        stderr: (bytes) => take(reader.stderr(bytes)),
      },
    },
  );
  kept.child = child;
  void child.ended.then((ending) => end(kept, ending));
}

function openLimits({ openMaxMs }: Program, { limits }: KeptStart): ChildLimits {
  return { timeoutMs: openMaxMs * OPEN_PATIENCE, idleMs: openMaxMs, outputBytes: limits.maxOutputBytes };
}

/** A turn of an open program begins with its prompt. One that does not open is nobody's process. */
function begin(kept: Kept, { options }: Turn): void {
  kept.child?.begin(toLimits(options));
  const { toTurn } = kept.program.protocol;
  kept.child?.write(toTurn === undefined ? options.stdin : toTurn(options.stdin));
  const { process } = kept;
  if (process !== undefined) options.onStart?.(process.pid, process.startTime);
}

function toLimits({ limits }: AgentProcessOptions): ChildLimits {
  return { timeoutMs: limits.timeoutMs, idleMs: limits.idleTimeoutMs, outputBytes: limits.maxOutputBytes };
}

function watch(kept: Kept, turn: Turn): void {
  const { signal } = turn.options;
  const abort = () => interrupt(kept, turn);
  signal.addEventListener("abort", abort, { once: true });
  const unwatch = kept.child === undefined ? () => {} : watchPauses(turn.options, kept.child);
  turn.release = () => {
    signal.removeEventListener("abort", abort);
    unwatch();
    turn.waiting.end();
    turn.interrupting?.end();
  };
  // Whoever heard of the start may have aborted it at once.
  if (signal.aborted) abort();
}

function receive(kept: Kept, line: string): LineVerdict {
  const { program, turn } = kept;
  const { protocol } = program;
  if (!kept.open && protocol.isOpen(line)) {
    kept.open = true;
    if (turn !== undefined && !turn.stopping) begin(kept, turn);
    kept.onOpen();
    return "progress";
  }
  if (!kept.open && protocol.isForeign?.(line) === true) {
    kept.child?.stop("idle");
    return "progress";
  }
  if (turn === undefined) kept.asked?.onLine(line);
  if (turn === undefined || turn.finished) return "progress";
  turn.begun ||= protocol.beginsTurn(line);
  const verdict = turn.begun ? turn.options.onLine(line) : "progress";
  // The line may have named it.
  if (turn.stopping && !turn.finished) askToEnd(kept, turn);
  return verdict;
}

function noteStop(turn: Turn): void {
  if (turn.finished || turn.stopping || turn.settled) return;
  turn.stopping = true;
  turn.options.onStopping?.();
}

/** A program that does not take prompts yet, or does not end its turn, is ended itself. */
function interrupt(kept: Kept, turn: Turn): void {
  if (turn.finished || turn.stopping || turn.settled) return;
  noteStop(turn);
  if (!kept.open) {
    kept.child?.stop("aborted");
    return;
  }
  askToEnd(kept, turn);
  turn.interrupting = watchPatience({
    silentMs: INTERRUPT_MAX_MS,
    // One that is ended anyway must not ask its model any longer.
    workingMs: afterStop(turn.options.signal) === "turn" ? INTERRUPT_WORKING_MAX_MS : INTERRUPT_MAX_MS,
    workOf: () => workOf(kept),
    // Only the program itself may take its time, not what it started.
    onWorking: () => endWork(kept, turn),
    onGivenUp: () => kept.child?.stop("aborted"),
  });
}

/** A turn that has no name yet cannot be interrupted: that is tried again with the next line. */
function askToEnd({ program, child }: Kept, turn: Turn): void {
  if (turn.interrupted) return;
  const line = program.protocol.interrupt();
  if (line === "") return;
  turn.interrupted = true;
  child?.write(line);
}

async function endWork(kept: Kept, turn: Turn): Promise<void> {
  turn.left = (await kept.child?.rest())?.left;
}

async function workOf({ process }: Kept): Promise<ProgramWork | undefined> {
  return process && readProgramWork(process.pid);
}

/** The result of the turn was read, or the end of an interrupted one. */
function finish(kept: Kept, turn: Turn): void {
  if (turn.finished || turn.settled) return;
  turn.interrupting?.end();
  turn.finished = true;
  const late = setTimeout(() => rested(kept, turn, { clean: false }), kept.program.restMaxMs);
  void kept.child?.rest().then((rest) => {
    clearTimeout(late);
    rested(kept, turn, rest);
  });
}

function rested(kept: Kept, turn: Turn, rest: TurnRest | undefined): void {
  // It has ended meanwhile, which settles the turn.
  if (rest === undefined || turn.settled) return;
  if (!rest.clean) {
    // Its end settles the turn: until then, something of it may run.
    kept.usable = false;
    kept.child?.stop("finished");
    return;
  }
  const cause = turn.stopping ? "aborted" : "finished";
  const work = rest.left ?? turn.left;
  const left = work === undefined ? {} : { left: work };
  settle(kept, turn, { kind: "exited", code: null, signal: null, cause, ...left });
}

function end(kept: Kept, ending: ChildEnding): void {
  kept.usable = false;
  kept.foreign = !kept.open && showsForeign(ending);
  kept.asked?.end();
  const { turn } = kept;
  const last = kept.reader?.end();
  void Promise.resolve(last).then(() => {
    if (turn !== undefined) settle(kept, turn, ending);
    kept.markEnded();
  });
}

/** It was too late, said what it was not asked, or ended by itself. One that a signal ended shows nothing. */
function showsForeign(ending: ChildEnding): boolean {
  if (ending.kind !== "exited") return false;
  const isTooLate = ending.cause === "idle" || ending.cause === "timeout";
  return isTooLate || (ending.cause === "exit" && ending.signal === null);
}

/** A turn that was interrupted has no result of its own, even if its program reported the end of it. */
function settle(kept: Kept, turn: Turn, ending: ChildEnding): void {
  if (turn.settled) return;
  turn.settled = true;
  turn.release();
  if (kept.turn === turn) kept.turn = undefined;
  const finished = turn.finished && !turn.stopping;
  const outcome = getOutcome({ reader: readerFor(kept, turn.options), finished }, ending);
  turn.settle(kept.open ? outcome : { ...outcome, unopened: true });
}

function say({ open, usable, turn, child }: Kept, line: string): boolean {
  if (!open || !usable || turn === undefined || turn.finished || turn.stopping) return false;
  child?.write(line);
  return child !== undefined;
}

function ask(kept: Kept, line: string, { isAnswer, silentMs, workingMs }: KeptQuestion): Promise<boolean> {
  if (!kept.usable || kept.turn !== undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const patience = watchPatience({
      silentMs,
      workingMs,
      workOf: () => workOf(kept),
      onGivenUp: () => answered(false),
    });
    function answered(how: boolean): void {
      patience.end();
      kept.asked = undefined;
      resolve(how);
    }
    kept.asked = {
      onLine(said) {
        if (isAnswer(said)) answered(true);
      },
      end: () => answered(false),
    };
    kept.child?.write(line);
  });
}
