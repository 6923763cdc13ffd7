/**
 * The time limits of one process: of its whole run, and of its silence. A silent program is idle only if it does not compute
 * either, and while a tool of it is at work only the time of the run counts. Looks at processes only when there is silence.
 */
import { AWAKE_STEP_MS, asleepIn } from "@tinyagi/contracts/awake-time";
import type { ChildLimits, Pause } from "./child-contract.js";
import { isComputing, type ProcessorTime, type ProgramWork } from "./processor-time.js";

/** How often the total time of a run that waits is looked at, if little of it is left. */
const LOOK_AGAIN_MS = 250;
/** Looks at the processor time within the limit of silence. */
const LOOKS = 4;

/** What the limits need to know of a process. */
export interface RunTimeOptions {
  readonly limits: Pick<ChildLimits, "timeoutMs" | "idleMs">;
  /** Milliseconds since its last output. */
  readonly silenceMs: () => number;
  /** What all that belongs to it has done so far, and whether it wants more. Undefined where nobody knows. */
  readonly workOf: () => Promise<ProgramWork | undefined>;
  readonly onLimit: (cause: "timeout" | "idle") => void;
}

/** The limits of a process that runs. */
export interface RunTime {
  readonly setWaiting: (pause: Pause) => void;
  /** Whether a tool of the program was ever at work. */
  readonly usedTool: () => boolean;
  readonly end: () => void;
}

interface State {
  readonly options: RunTimeOptions;
  readonly timers: Set<NodeJS.Timeout>;
  readonly startedAt: number;
  /** Since when the run waits in a tool call; then no time counts. As {@link awake}, as all moments here. */
  waitsSince: number | undefined;
  usesTool: boolean;
  usedTool: boolean;
  /** Silence counts from here on. */
  aliveAt: number;
  /** Milliseconds of earlier waits. */
  waitedMs: number;
  /** Milliseconds in which this process was stopped or the machine slept. */
  asleepMs: number;
  /** When a timer last looked for that. `performance.now()` */
  lookedAt: number;
  /** At the last look during this silence. */
  before: ProcessorTime | undefined;
  ended: boolean;
}

/** Begins to count. */
export function watchRunTime(options: RunTimeOptions): RunTime {
  const state: State = {
    options,
    timers: new Set(),
    startedAt: performance.now(),
    waitsSince: undefined,
    usesTool: false,
    usedTool: false,
    // A kept process may have been silent for long before.
    aliveAt: performance.now(),
    waitedMs: 0,
    asleepMs: 0,
    lookedAt: 0,
    before: undefined,
    ended: false,
  };
  const { timeoutMs, idleMs } = options.limits;
  later(state, { ms: timeoutMs, action: () => checkTotal(state) });
  later(state, { ms: idleMs / LOOKS, action: () => void checkIdle(state) });
  return {
    setWaiting: (pause) => setWaiting(state, pause),
    usedTool: () => state.usedTool,
    end() {
      state.ended = true;
      for (const timer of state.timers) clearTimeout(timer);
    },
  };
}

function setWaiting(state: State, { waits, tool }: Pause): void {
  const now = awake(state);
  if (state.usesTool && !tool) state.aliveAt = now;
  state.usesTool = tool;
  state.usedTool ||= tool;
  if (waits) state.waitsSince ??= now;
  else if (state.waitsSince !== undefined) {
    state.waitedMs += now - state.waitsSince;
    state.waitsSince = undefined;
    state.aliveAt = now;
  }
}

function checkTotal(state: State): void {
  const now = state.waitsSince ?? awake(state);
  const left = state.options.limits.timeoutMs - (now - state.startedAt - state.waitedMs);
  if (left <= 0) state.options.onLimit("timeout");
  else
    later(state, {
      ms: state.waitsSince === undefined ? left : Math.max(left, LOOK_AGAIN_MS),
      action: () => checkTotal(state),
    });
}

/** The first look of a silence only remembers: what a program used before it fell silent says nothing. */
async function checkIdle(state: State): Promise<void> {
  const { limits, workOf, onLimit } = state.options;
  const step = limits.idleMs / LOOKS;
  if (measureSilence(state) < step) {
    state.before = undefined;
    return later(state, { ms: step - measureSilence(state), action: () => void checkIdle(state) });
  }
  const work = await workOf();
  if (state.ended) return;
  const now = work && { usedMs: work.usedMs, at: awake(state) };
  const hasWorked = now !== undefined && state.before !== undefined && isComputing(state.before, now);
  // On a busy machine, one that would work may get no processor for long.
  if (hasWorked || work?.wantsMore === true) state.aliveAt = awake(state);
  state.before = now;
  const left = limits.idleMs - measureSilence(state);
  if (left <= 0) onLimit("idle");
  else later(state, { ms: Math.min(step, left), action: () => void checkIdle(state) });
}

function measureSilence(state: State): number {
  const { options, waitsSince, usesTool, aliveAt } = state;
  if (waitsSince !== undefined || usesTool) return 0;
  return Math.min(options.silenceMs(), awake(state) - aliveAt);
}

/** What passes between while this process is stopped or the machine sleeps counts neither as work nor as silence. */
function later(state: State, { ms, action }: { ms: number; action: () => void }): void {
  if (state.ended) return;
  const plannedMs = Math.max(1, Math.ceil(Math.min(ms, AWAKE_STEP_MS)));
  const since = performance.now();
  const timer = setTimeout(() => {
    state.timers.delete(timer);
    noteSleep(state, since + plannedMs);
    if (ms > AWAKE_STEP_MS) later(state, { ms: ms - AWAKE_STEP_MS, action });
    else action();
  }, plannedMs);
  state.timers.add(timer);
}

/** Two timers see the same sleep; it counts once. */
function noteSleep(state: State, plannedAt: number): void {
  const now = performance.now();
  const since = Math.max(plannedAt, state.lookedAt);
  state.lookedAt = now;
  const asleepMs = asleepIn(0, now - since);
  state.asleepMs += asleepMs;
  if (asleepMs > 0) state.aliveAt = awake(state);
}

/** Milliseconds in which this process was awake. */
function awake({ asleepMs }: Pick<State, "asleepMs">): number {
  return performance.now() - asleepMs;
}
