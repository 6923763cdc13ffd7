/**
 * The worker's side of the protocol: pure functions from a state and what came to the next state and its effects.
 * Nothing is taken outside of a session that answers this worker's last hello, nor after its lease.
 */
import { endRun, outliveRuns, takeRun } from "./link-runs.js";
import {
  awaited,
  type LinkEffect,
  type LinkSession,
  type LinkState,
  type LinkStep,
  sendUp,
} from "./link-state.js";
import { type Down, type Entry, isOutcome, PROTOCOL, type Up } from "./messages.js";
import { admit } from "./sequence.js";
import { addUnconfirmed, confirmUpTo, inOrder, NOTHING_UNCONFIRMED } from "./unconfirmed.js";

/** After so many silent beats the worker says hello again. */
const SILENT_BEATS = 3;

/** No process of an earlier boot is left: the worker may say hello, and take runs. */
export function clearLink(state: LinkState, now: number): LinkStep {
  return sayHello({ ...state, isClear: true }, now);
}

/** Takes an entry of the daemon. */
export function hearDown(state: LinkState, entry: Entry<Down>, now: number): LinkStep {
  const checked = checkLease(state, now);
  const heard = hearInTime(checked.state, entry, now);
  return { state: heard.state, effects: [...checked.effects, ...heard.effects] };
}

/** What came cannot be read or cannot be trusted: the session is over. */
export function breakLink(state: LinkState, now: number): LinkStep {
  return state.session === null ? { state, effects: [] } : sayHello(state, now);
}

/** Time has passed: ends what the lease ended, says the next beat, or says hello when nobody answers. */
export function tickLink(state: LinkState, now: number): LinkStep {
  const checked = checkLease(state, now);
  const next = checked.state;
  const spoken = next.session === null ? repeatHello(next, now) : beat(next, next.session, now);
  return { state: spoken.state, effects: [...checked.effects, ...spoken.effects] };
}

function hearInTime(state: LinkState, entry: Entry<Down>, now: number): LinkStep {
  const { session } = state;
  if (isOfAnother(state, entry)) return { state, effects: [{ kind: "superseded" }] };
  if (session === null) return hearWelcome(state, entry, now);
  const admission = admit({ epoch: session.epoch, next: session.nextIn }, entry);
  if (admission === "stale") return { state, effects: [] };
  if (admission === "gap") return sayHello(state, now);
  const taken = { ...session, nextIn: session.nextIn + 1, heardAt: now };
  return takeAll({ ...state, session: taken }, entry.messages);
}

/** A welcome that came after this worker's own greets another process of its name. Older ones are of workers that ended. */
function isOfAnother({ instance, session }: LinkState, { epoch, messages: [first] }: Entry<Down>): boolean {
  if (first?.kind !== "welcome" || first.hello.instance === instance) return false;
  return session !== null && epoch > session.epoch;
}

function hearWelcome(state: LinkState, entry: Entry<Down>, now: number): LinkStep {
  const [welcome, ...others] = entry.messages;
  const { instance, boot, n } = awaited(state);
  if (entry.seq !== 0 || welcome?.kind !== "welcome" || state.helloAt === null) return { state, effects: [] };
  const { hello, protocol } = welcome;
  if (hello.instance !== instance || hello.boot !== boot || hello.n !== n || protocol !== PROTOCOL)
    return { state, effects: [] };
  const session: LinkSession = {
    epoch: entry.epoch,
    nextIn: 1,
    nextOut: 0,
    beats: new Map(),
    lastBeat: 0,
    lastBeatAt: now,
    heardAt: now,
    machine: null,
  };
  const { leaseMs, beatMs } = welcome;
  const { daemon } = welcome;
  const isOther = state.daemon !== "" && state.daemon !== daemon;
  const again = saidAgain(state, isOther);
  const unconfirmed = addUnconfirmed(NOTHING_UNCONFIRMED, again, 1);
  const leaseFrom = state.helloAt;
  const next = { ...state, session, daemon, leaseFrom, helloAt: null, leaseMs, beatMs, unconfirmed };
  const said = sendUp(next, again);
  const taken = takeAll(said.state, others);
  const lost: LinkEffect[] = isOther ? [{ kind: "callsLost" }] : [];
  return { state: taken.state, effects: [...lost, ...said.effects, ...taken.effects] };
}

/**
 * What the daemon may not have: ends that it has not settled, and what it has not confirmed. Nobody knows whether a daemon
 * that is gone carried out a call, so that another one is not asked for it again.
 */
function saidAgain({ done, unconfirmed }: LinkState, isOther: boolean): Up[] {
  const waiting = inOrder(unconfirmed);
  const ends = new Set(waiting.flatMap((message) => (isOutcome(message) ? [message.key] : [])));
  const confirmed = [...done.values()].filter(({ key }) => !ends.has(key));
  return [...confirmed, ...(isOther ? waiting.filter((message) => !isOfCall(message)) : waiting)];
}

function isOfCall({ kind }: Up): boolean {
  return kind === "call" || kind === "taken" || kind === "hangUp";
}

function takeAll(state: LinkState, messages: readonly Down[]): LinkStep {
  let next = state;
  const effects: LinkEffect[] = [];
  for (const message of messages) {
    const taken = takeOne(next, message);
    next = taken.state;
    effects.push(...taken.effects);
  }
  return { state: next, effects };
}

function takeOne(state: LinkState, message: Down): LinkStep {
  if (message.kind === "run") {
    const { key, lane, request } = message;
    return takeRun(state, { key, lane, request });
  }
  if (message.kind === "abort") return endRun(state, message.key);
  if (message.kind === "answer") return { state, effects: [{ kind: "answer", answer: message }] };
  if (message.kind === "op") return { state, effects: [{ kind: "op", op: message }] };
  if (message.kind === "settled") return { state: settle(state, message.keys), effects: [] };
  return { state: message.kind === "beat" ? confirm(state, message.n) : state, effects: [] };
}

/** The daemon has the beat `n` and what was sent before it. */
function confirm(state: LinkState, n: number): LinkState {
  const { session } = state;
  const sentAt = session?.beats.get(n);
  if (session === null || sentAt === undefined) return state;
  const { left: unconfirmed } = confirmUpTo(state.unconfirmed, n);
  const beats = new Map([...session.beats].filter(([number]) => number > n));
  return { ...state, session: { ...session, beats }, unconfirmed, leaseFrom: sentAt };
}

function settle(state: LinkState, keys: readonly string[]): LinkState {
  const settled = new Set(keys.filter((key) => state.done.has(key)));
  // A shell stores each new map.
  if (settled.size === 0) return state;
  return { ...state, done: new Map([...state.done].filter(([key]) => !settled.has(key))) };
}

function beat(state: LinkState, session: LinkSession, now: number): LinkStep {
  if (now - session.heardAt > SILENT_BEATS * state.beatMs) return sayHello(state, now);
  if (now - session.lastBeatAt < state.beatMs) return { state, effects: [] };
  const n = session.lastBeat + 1;
  const beats = new Map(session.beats).set(n, now);
  const { machine } = state;
  const isNew = machine !== null && machine !== session.machine;
  return sendUp({ ...state, session: { ...session, beats, lastBeat: n, lastBeatAt: now, machine } }, [
    { kind: "beat", n, heard: session.nextIn, ...(isNew ? { machine } : {}) },
  ]);
}

function repeatHello(state: LinkState, now: number): LinkStep {
  const isDue = state.helloAt === null || now - state.helloAt >= SILENT_BEATS * state.beatMs;
  return state.isClear && isDue ? sayHello(state, now) : { state, effects: [] };
}

/** Ends the session, if there is one, and asks for another. */
function sayHello(state: LinkState, now: number): LinkStep {
  const next = { ...state, session: null, hellos: state.hellos + 1, helloAt: now };
  const hello = {
    instance: next.instance,
    boot: next.boot,
    n: next.hellos,
    protocols: [PROTOCOL],
    slots: next.slots,
    live: [...next.live.keys()],
    done: [...next.done.keys()],
  };
  return { state: next, effects: [{ kind: "hello", hello }] };
}

function checkLease(state: LinkState, now: number): LinkStep {
  const holds = state.leaseMs === 0 || now - state.leaseFrom < state.leaseMs;
  return holds ? { state, effects: [] } : outliveRuns({ ...state, session: null });
}
