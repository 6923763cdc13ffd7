/**
 * The daemon's side of the protocol: pure functions from a state and what came to the next state and its effects. An
 * end counts once, and only for a run that is open; a run is interrupted only when the worker surely does not have it.
 */
import { machineFactsSchema } from "@tinyagi/contracts";
import {
  type HubEffect,
  type HubSession,
  type HubState,
  type HubStep,
  type OpenRun,
  sendDown,
} from "./hub-state.js";
import {
  type Down,
  type Entry,
  type Hello,
  type HelloId,
  isOutcome,
  type NewRun,
  PROTOCOL,
  type Up,
} from "./messages.js";
import { admit } from "./sequence.js";

/** A worker that was silent for so many beats gets no new runs. */
const SILENT_BEATS = 3;
/** How long a worker may take to end its processes after its lease. */
const ENDING_MS = 30_000;

export type Refusal = "offline" | "draining" | "full" | "lane_busy";

/** Begins a session, and settles what became of each open run. */
export function hearHello(state: HubState, hello: Hello, now: number): HubStep {
  if (!isLater(hello, state.lastHello) || !hello.protocols.includes(PROTOCOL)) return { state, effects: [] };
  const { leaseMs, beatMs } = state.limits;
  const { runs, effects, messages, unread } = reconcile(state, hello);
  const { daemon } = state;
  const { instance, boot, n } = hello;
  const next: HubState = {
    ...state,
    epoch: state.epoch + 1,
    lastHello: { instance, boot, n },
    heardAt: now,
    runs,
    session: { slots: hello.slots, release: hello.release ?? null, machine: null, nextIn: 0, nextOut: 0 },
  };
  const welcome: Down = {
    kind: "welcome",
    hello: { instance, boot, n },
    protocol: PROTOCOL,
    leaseMs,
    beatMs,
    daemon,
  };
  const sent = sendEach(next, [[welcome, ...messages], ...unread.map((run) => [run])]);
  return { state: sent.state, effects: [...effects, ...sent.effects] };
}

/** Takes an entry of the worker. After a gap the worker hears no beats, and says hello. */
export function hearUp(state: HubState, entry: Entry<Up>, now: number): HubStep {
  const { session, epoch } = state;
  if (session === null) return { state, effects: [] };
  const admission = admit({ epoch, next: session.nextIn }, entry);
  if (admission === "stale") return { state, effects: [] };
  if (admission === "gap") return { state: breakHub(state), effects: [] };
  return takeAll({ ...state, heardAt: now, session: { ...session, nextIn: session.nextIn + 1 } }, entry);
}

/** What came cannot be read or cannot be trusted: the session is over, and the worker hears no beats. */
export function breakHub(state: HubState): HubState {
  return { ...state, session: null };
}

/** Why a run of this lane cannot be placed now; `null` when it can. */
export function whyNotPlaced(state: HubState, lane: string, now: number): Refusal | null {
  const { session, limits, runs } = state;
  if (state.draining) return "draining";
  if (session === null || isSilent(state, now)) return "offline";
  for (const run of runs.values()) if (run.lane === lane) return "lane_busy";
  return runs.size >= slotsOf(session, limits.slots) ? "full" : null;
}

/** Nothing is heard of the worker, and nothing reaches it that is known. */
export function isSilent({ session, heardAt, limits }: HubState, now: number): boolean {
  return session === null || now - heardAt > SILENT_BEATS * limits.beatMs;
}

/** Sends a run. Only after `whyNotPlaced` found nothing, in the same write. */
export function placeRun(state: HubState, run: NewRun): HubStep {
  const runs = new Map(state.runs).set(run.key, {
    lane: run.lane,
    started: false,
    request: run.request,
    events: 0,
    calls: 0,
    abort: null,
  });
  return sendDown({ ...state, runs }, [toRun(run.key, run)]);
}

/** Asks for the end of a run. It stays open until the worker says how it ended. */
export function abortRun(state: HubState, key: string, reason: string): HubStep {
  const run = state.runs.get(key);
  if (run === undefined) return { state, effects: [] };
  const runs = new Map(state.runs).set(key, { ...run, abort: reason });
  return sendDown({ ...state, runs }, [{ kind: "abort", key, reason }]);
}

/** Everything that was told up to this beat is stored. */
export function confirmBeat(state: HubState, { epoch, n }: { epoch: number; n: number }): HubStep {
  return epoch === state.epoch ? sendDown(state, [{ kind: "beat", n }]) : { state, effects: [] };
}

/** What followed from the ends of these runs is stored. Without a session, the worker names them in its next hello. */
export function settleRuns(state: HubState, keys: readonly string[]): HubStep {
  const known = keys.filter((key) => state.ended.has(key));
  if (known.length === 0) return { state, effects: [] };
  const ended = new Set([...state.ended].filter((key) => !known.includes(key)));
  return sendDown({ ...state, ended }, [{ kind: "settled", keys: known }]);
}

/**
 * Gives up a silent worker, so that its agents may move. Its lease is over by then, and so are its runs; one that ended
 * without being heard is repeated.
 * @returns `null` while the worker may still run something
 */
export function giveUp(state: HubState, now: number): HubStep | null {
  if (now - state.heardAt < state.limits.leaseMs + ENDING_MS) return null;
  const effects = [...state.runs].map(([key, run]) => interrupted(key, run));
  return { state: { ...state, epoch: state.epoch + 1, session: null, runs: new Map() }, effects };
}

/**
 * What the worker has goes on. What the same process of it never read is sent again, because it surely never started;
 * what an earlier process may have started is interrupted.
 */
function reconcile({ runs, ended, lastHello }: HubState, hello: Hello) {
  const live = new Set(hello.live);
  const known = new Set([...hello.live, ...hello.done]);
  const isSame = hello.instance === lastHello.instance && hello.boot === lastHello.boot;
  const isUnread = (run: OpenRun) => isSame && !run.started && run.abort === null;
  const kept = [...runs].filter(([key, run]) => known.has(key) || isUnread(run));
  const keys = new Set(kept.map(([key]) => key));
  const aborts = kept.flatMap(([key, run]): Down[] =>
    live.has(key) && run.abort !== null ? [{ kind: "abort", key, reason: run.abort }] : [],
  );
  const strangers = hello.live.filter((key) => !runs.has(key));
  const settled = hello.done.filter((key) => !runs.has(key) && !ended.has(key));
  return {
    runs: new Map(kept),
    effects: [...runs].flatMap(([key, run]) => (keys.has(key) ? [] : [interrupted(key, run)])),
    messages: [
      ...aborts,
      ...strangers.map((key): Down => ({ kind: "abort", key, reason: "The daemon has no such run." })),
      ...(settled.length === 0 ? [] : [{ kind: "settled", keys: settled } satisfies Down]),
    ],
    unread: kept.flatMap(([key, run]) => (known.has(key) ? [] : [toRun(key, run)])),
  };
}

function toRun(key: string, { lane, request }: Pick<NewRun, "lane" | "request">): Down {
  return { kind: "run", key, lane, request };
}

/** Each in an entry of its own: two runs can be longer together than an entry may be. */
function sendEach(state: HubState, entries: readonly (readonly Down[])[]): HubStep {
  return entries.reduce<HubStep>(
    (step, messages) => {
      const sent = sendDown(step.state, messages);
      return { state: sent.state, effects: [...step.effects, ...sent.effects] };
    },
    { state, effects: [] },
  );
}

function takeAll(state: HubState, entry: Entry<Up>): HubStep {
  const runs = new Map(state.runs);
  const effects = entry.messages.flatMap((message) => takeOne(runs, message));
  const gone = entry.messages.flatMap((message) =>
    isOutcome(message) && state.runs.has(message.key) ? [message.key] : [],
  );
  const ended = gone.length === 0 ? state.ended : new Set([...state.ended, ...gone]);
  const beat = entry.messages.findLast((message) => message.kind === "beat");
  const heard: HubEffect[] = beat === undefined ? [] : [{ kind: "heard", epoch: state.epoch, n: beat.n }];
  const session = withMachine(state, beat?.machine);
  return { state: { ...state, session, runs, ended }, effects: [...effects, ...heard] };
}

/** Facts of another release that cannot be read say nothing; the work goes on. */
function withMachine({ session, heardAt }: HubState, said: unknown): HubSession | null {
  if (session === null || said === undefined) return session;
  const facts = machineFactsSchema.safeParse(said);
  return facts.success ? { ...session, machine: { facts: facts.data, heardAt } } : session;
}

/** Notes what a message changes in `runs`. What concerns a run that is not open has no effect. */
function takeOne(runs: Map<string, OpenRun>, message: Up): HubEffect[] {
  if (message.kind === "beat") return [];
  if (message.kind === "opDone") return [{ kind: "opDone", done: message }];
  const { key } = message;
  const run = runs.get(key);
  if (run === undefined) return [];
  if (message.kind === "call") {
    // Said again in a session that began before it was confirmed: it has been carried out.
    if (message.n <= run.calls) return [];
    runs.set(key, { ...run, calls: message.n });
    return [{ kind: "call", call: message }];
  }
  if (message.kind === "taken" || message.kind === "hangUp") return [{ kind: "callNote", note: message }];
  if (message.kind === "started") {
    // Said again in a session that began before it was confirmed.
    if (run.started) return [];
    runs.set(key, { ...run, started: true, request: null });
    return [{ kind: "started", key }];
  }
  if (message.kind === "event") {
    if (message.n <= run.events) return [];
    runs.set(key, { ...run, events: message.n });
    return [{ kind: "event", key, n: message.n, event: message.event }];
  }
  runs.delete(key);
  return message.kind === "interrupted" ? [interrupted(key, run)] : [{ kind: "ended", outcome: message }];
}

function interrupted(key: string, run: OpenRun): HubEffect {
  return { kind: "interrupted", key, abort: run.abort };
}

function isLater(hello: HelloId, last: HelloId): boolean {
  return hello.boot > last.boot || (hello.boot === last.boot && hello.n > last.n);
}

function slotsOf(session: HubSession, allowed: number): number {
  return Math.min(session.slots, allowed);
}
