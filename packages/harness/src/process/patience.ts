/**
 * How long a program that was asked for something is waited for: one that neither answers nor computes a short time, one that
 * computes longer, because the machine may be busy. Looks at processes only when the answer is late.
 */
import { isComputing, type ProcessorTime } from "./processor-time.js";

/** Looks within the time of silence. The first one remembers, the next ones compare. */
const LOOKS = 2;

/** What the waiting needs to know. */
export interface PatienceOptions {
  /** Milliseconds without an answer and without work after which a program is given up. */
  readonly silentMs: number;
  /** Milliseconds after which it is given up in any case. */
  readonly workingMs: number;
  /** Processor time of all that belongs to it so far. Undefined where nobody knows. */
  readonly processorMs: () => Promise<number | undefined>;
  /** Called once, when the time of silence has passed and it works. What it waits for may change what still works. */
  readonly onWorking?: () => Promise<void>;
  /** Called at most once, and never after the end. */
  readonly onGivenUp: () => void;
}

interface State {
  readonly options: PatienceOptions;
  readonly startedAt: number;
  /** When it was last known to work. */
  aliveAt: number;
  before: ProcessorTime | undefined;
  timer: NodeJS.Timeout | undefined;
  told: boolean;
  ended: boolean;
}

/** Begins to wait. */
export function watchPatience(options: PatienceOptions): { readonly end: () => void } {
  const startedAt = performance.now();
  const state: State = {
    options,
    startedAt,
    aliveAt: startedAt,
    before: undefined,
    timer: undefined,
    told: false,
    ended: false,
  };
  later(state);
  return {
    end() {
      state.ended = true;
      clearTimeout(state.timer);
    },
  };
}

/** A look that comes late shows that this process had no processor either: such a step is no silence. */
function later(state: State): void {
  if (state.ended) return;
  const { silentMs, workingMs } = state.options;
  const stepMs = silentMs / LOOKS;
  const plannedAt = performance.now() + Math.min(stepMs, state.startedAt + workingMs - performance.now());
  state.timer = setTimeout(
    () => {
      if (performance.now() - plannedAt > stepMs) state.aliveAt = performance.now();
      // Not at once: what has arrived meanwhile is read first.
      setImmediate(() => void look(state));
    },
    Math.max(1, plannedAt - performance.now()),
  );
}

async function look(state: State): Promise<void> {
  const { silentMs, workingMs, processorMs, onWorking, onGivenUp } = state.options;
  if (state.ended) return;
  const usedMs = await processorMs();
  if (state.ended) return;
  const at = performance.now();
  const now = usedMs === undefined ? undefined : { usedMs, at };
  // A first look may be late itself: it says nothing of the program.
  const isKnown = now === undefined || state.before !== undefined;
  if (now !== undefined && state.before !== undefined && isComputing(state.before, now)) state.aliveAt = at;
  state.before = now;
  if ((isKnown && at - state.aliveAt >= silentMs) || at - state.startedAt >= workingMs) {
    state.ended = true;
    return onGivenUp();
  }
  if (!state.told && at - state.startedAt >= silentMs) {
    state.told = true;
    await onWorking?.();
    state.before = undefined;
  }
  later(state);
}
