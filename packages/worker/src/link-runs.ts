/**
 * The runs of a worker. A lane has the processes of one run at a time: the next one starts when those of the last have
 * ended. Every run that was taken ends in an outcome, which is kept until the daemon confirms it.
 */
import { type LinkEffect, type LinkState, type LinkStep, type LiveRun, sayUp } from "./link-state.js";
import type { Call, NewRun, Outcome, Up } from "./messages.js";

/** Takes a run. One that is known has no effect: it was taken before. */
export function takeRun(state: LinkState, run: NewRun): LinkStep {
  if (state.live.has(run.key) || state.done.has(run.key)) return { state, effects: [] };
  const taken: LiveRun = { run, phase: "waiting", outlived: false, events: 0, calls: 0 };
  return startWaiting({ ...state, live: new Map(state.live).set(run.key, taken) });
}

/** Ends a run because the daemon asks for it. */
export function endRun(state: LinkState, key: string): LinkStep {
  return endRuns(state, { keys: [key], outlived: false });
}

/** Ends all runs, because nobody knows whether the daemon still counts on them. */
export function outliveRuns(state: LinkState): LinkStep {
  return endRuns(state, { keys: [...state.live.keys()], outlived: true });
}

/** What the program of a run has said. */
export interface RunSaid {
  key: string;
  event: Extract<Up, { kind: "event" }>["event"];
}

/** Programs of runs have said something. It travels together. */
export function noteEvents(state: LinkState, events: readonly RunSaid[]): LinkStep {
  const live = new Map(state.live);
  const messages: Up[] = [];
  for (const { key, event } of events) {
    const known = live.get(key);
    if (known === undefined) continue;
    const n = known.events + 1;
    live.set(key, { ...known, events: n });
    messages.push({ kind: "event", key, n, event });
  }
  return messages.length === 0 ? { state, effects: [] } : sayUp({ ...state, live }, messages);
}

/** The agent of a run calls the API. @returns its number; undefined when there is no such run */
export function noteCall(
  state: LinkState,
  { key, ...call }: Omit<Call, "kind" | "n">,
): { step: LinkStep; n: number } | undefined {
  const known = state.live.get(key);
  if (known === undefined) return undefined;
  const n = known.calls + 1;
  const live = new Map(state.live).set(key, { ...known, calls: n });
  return { step: sayUp({ ...state, live }, [{ kind: "call", key, n, ...call }]), n };
}

/** A run is over, and none of its processes is left. */
export function noteEnd(state: LinkState, outcome: Outcome): LinkStep {
  const known = state.live.get(outcome.key);
  if (known === undefined) return { state, effects: [] };
  const { key } = outcome;
  const isInterrupted = known.outlived && outcome.kind === "failed";
  const end: Outcome = isInterrupted ? { kind: "interrupted", key, reason: "lease" } : outcome;
  const said = conclude(state, end);
  const started = startWaiting(said.state);
  return { state: started.state, effects: [...said.effects, ...started.effects] };
}

function endRuns(
  state: LinkState,
  { keys, outlived }: { keys: readonly string[]; outlived: boolean },
): LinkStep {
  let next = state;
  const effects: LinkEffect[] = [];
  for (const key of keys) {
    const known = next.live.get(key);
    if (known === undefined) continue;
    if (known.phase === "waiting") {
      const said = conclude(next, { kind: "interrupted", key, reason: outlived ? "lease" : "aborted" });
      next = said.state;
      effects.push(...said.effects);
    } else {
      const changed: LiveRun = { ...known, phase: "ending", outlived: known.outlived || outlived };
      next = { ...next, live: new Map(next.live).set(key, changed) };
      if (known.phase === "running") effects.push({ kind: "end", key });
    }
  }
  return { state: next, effects };
}

function conclude(state: LinkState, outcome: Outcome): LinkStep {
  const live = new Map(state.live);
  live.delete(outcome.key);
  return sayUp({ ...state, live, done: new Map(state.done).set(outcome.key, outcome) }, [outcome]);
}

/** Starts the runs whose lane is free, in the order in which they came, while there are slots. */
function startWaiting(state: LinkState): LinkStep {
  const live = new Map(state.live);
  // Each lane has one run that is not waiting, so that the lanes count the slots, too.
  const busy = new Set(
    [...live.values()].filter((one) => one.phase !== "waiting").map((one) => one.run.lane),
  );
  const starting: NewRun[] = [];
  for (const [key, one] of state.live) {
    if (busy.size >= state.slots) break;
    if (one.phase !== "waiting" || busy.has(one.run.lane)) continue;
    busy.add(one.run.lane);
    live.set(key, { ...one, phase: "running" });
    starting.push(one.run);
  }
  const said = sayUp(
    { ...state, live },
    starting.map(({ key }) => ({ kind: "started", key })),
  );
  return {
    state: said.state,
    effects: [...starting.map((run) => ({ kind: "start" as const, run })), ...said.effects],
  };
}
