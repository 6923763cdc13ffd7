/** What the daemon knows about one worker. Everything but the session outlives a restart: it is stored with the effects. */
import type { MachineFacts } from "@tinyagi/contracts";
import type { Call, CallNote, Down, Entry, HelloId, NewRun, OpDone, Outcome } from "./messages.js";

/** A run that was placed on the worker and has not ended. */
export interface OpenRun {
  lane: string;
  started: boolean;
  /** What to send again when the engine lost it before the worker read it. `null` once it has started. */
  request: NewRun["request"];
  /** Number of its last event. */
  events: number;
  /** Number of the last call of its agent. */
  calls: number;
  /** Why it was aborted. Said again to a worker that still has it. */
  abort: string | null;
}

export interface HubSession {
  slots: number;
  /** Of TinyAGI there, as it said. */
  release: string | null;
  /** What is on that machine, and when it was heard; null until it says so. */
  machine: { readonly facts: MachineFacts; readonly heardAt: number } | null;
  nextIn: number;
  nextOut: number;
}

export interface HubState {
  /** Of the last session. It never falls, so that entries of an older one are known as such. */
  epoch: number;
  lastHello: HelloId;
  runs: ReadonlyMap<string, OpenRun>;
  /** Runs whose end is known here, while what follows from it is not stored. */
  ended: ReadonlySet<string>;
  /** Of this process. */
  daemon: string;
  session: HubSession | null;
  /** When the worker was last heard, by the daemon's clock. */
  heardAt: number;
  /** No new runs. */
  draining: boolean;
  limits: HubLimits;
}

export interface HubLimits {
  leaseMs: number;
  beatMs: number;
  /** The worker may use at most so many of its slots. */
  slots: number;
}

export type HubEffect =
  | { kind: "send"; entry: Entry<Down> }
  | { kind: "started"; key: string }
  | { kind: "event"; key: string; n: number; event: unknown }
  /** When everything that was told before is stored, `confirmBeat` says so to the worker. */
  | { kind: "heard"; epoch: number; n: number }
  | { kind: "call"; call: Call }
  | { kind: "callNote"; note: CallNote }
  | { kind: "opDone"; done: OpDone }
  | { kind: "ended"; outcome: Exclude<Outcome, { kind: "interrupted" }> }
  /** The run has no result. It may be repeated, with a new key, unless it was to end anyway. */
  | { kind: "interrupted"; key: string; abort: string | null };

export interface HubStep {
  state: HubState;
  /** In their order. What is sent, is sent after the state is stored. */
  effects: readonly HubEffect[];
}

/** @param daemon differs for each process of it */
export function createHub(limits: HubLimits, now: number, daemon = ""): HubState {
  return {
    epoch: 0,
    lastHello: { instance: "", boot: 0, n: 0 },
    runs: new Map(),
    ended: new Set(),
    daemon,
    session: null,
    heardAt: now,
    draining: false,
    limits,
  };
}

/** What is stored of a run that was placed. */
export interface PlacedRun {
  readonly key: string;
  readonly lane: string;
  /** Number of its last event that was stored. */
  readonly events: number;
}

/**
 * Runs that an earlier daemon placed. Whether the worker has them is known when it says hello. One that it never read
 * counts as started: what it was asked for is not stored.
 */
export function placedRuns(stored: readonly PlacedRun[]): ReadonlyMap<string, OpenRun> {
  return new Map(
    stored.map(({ key, lane, events }) => [
      key,
      // Of the calls that an earlier daemon had, the worker says none again.
      { lane, started: true, request: null, events, calls: 0, abort: null },
    ]),
  );
}

/** The entry with these messages, as the next of the session; nothing without a session or messages. */
export function sendDown(state: HubState, messages: readonly Down[]): HubStep {
  const { session, epoch } = state;
  if (session === null || messages.length === 0) return { state, effects: [] };
  const entry = { epoch, seq: session.nextOut, messages };
  return {
    state: { ...state, session: { ...session, nextOut: session.nextOut + 1 } },
    effects: [{ kind: "send", entry }],
  };
}
