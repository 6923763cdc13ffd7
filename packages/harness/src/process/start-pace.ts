/**
 * Lets only a few agents start at the same time: each needs a processor for a second or two before its first line, and
 * forty at once make all of them, and everything beside them, slow. Guarantees: starts begin in their order, and a start
 * that never speaks holds the others up only for moments.
 */
import type { Child, ChildEnding, StartChild, StopReason } from "./child-contract.js";

/** How long a start counts as one when the process writes nothing. */
const START_HOLD_MS = 2_000;
const PER_PROCESSOR = 2;
const SLOTS_MIN = 4;

/** How many agents may start at once. */
export function startSlots(processors: number): number {
  return Math.max(SLOTS_MIN, processors * PER_PROCESSOR);
}

/** @param options `holdMs`, default {@link START_HOLD_MS} */
export function paceStarts(start: StartChild, options: { slots: number; holdMs?: number }): StartChild {
  const { slots, holdMs = START_HOLD_MS } = options;
  const waiting = new Set<() => void>();
  let starting = 0;

  const next = () => {
    const [first] = waiting;
    if (first === undefined || starting >= slots) return;
    waiting.delete(first);
    first();
  };

  /** Starts it now. It counts until it speaks, ends, or was silent for its time. */
  const begin: StartChild = (spec, { stdin, sink }) => {
    starting += 1;
    let counts = true;
    function release(): void {
      if (!counts) return;
      counts = false;
      clearTimeout(timer);
      starting -= 1;
      next();
    }
    const timer = setTimeout(release, holdMs);
    timer.unref();
    const child = start(spec, {
      stdin,
      sink: {
        started: sink.started,
        stopping: sink.stopping,
        stdout(bytes) {
          release();
          return sink.stdout(bytes);
        },
        stderr(bytes) {
          release();
          return sink.stderr(bytes);
        },
      },
    });
    void child.ended.then(release);
    return child;
  };

  return (spec, io) => {
    if (starting < slots && waiting.size === 0) return begin(spec, io);
    return later(waiting, () => begin(spec, io));
  };
}

/** A child that is started when its turn comes. */
function later(waiting: Set<() => void>, begin: () => Child): Child {
  let settle: (ending: ChildEnding) => void = () => {};
  const ended = new Promise<ChildEnding>((resolve) => {
    settle = resolve;
  });
  let child: Child | undefined;
  const start = () => {
    child = begin();
    void child.ended.then(settle);
  };
  waiting.add(start);
  return {
    ended,
    stop(reason: StopReason) {
      if (waiting.delete(start)) settle({ kind: "exited", code: null, signal: null, cause: reason });
      else child?.stop(reason);
    },
    // Before it has started it cannot call a tool.
    setWaiting: (pause) => child?.setWaiting(pause),
  };
}
