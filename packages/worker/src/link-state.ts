/** What a worker knows. `boot`, `hellos` and `done` outlive a restart; the runs do not: their processes are ended first. */
import type { MachineFacts } from "@tinyagi/contracts";
import type { Answer, Entry, Hello, HelloId, NewRun, Op, Outcome, Up } from "./messages.js";
import { splitMessages } from "./split-messages.js";
import { addUnconfirmed, NOTHING_UNCONFIRMED, type Unconfirmed } from "./unconfirmed.js";

export interface LiveRun {
  run: NewRun;
  /** `waiting`: a run of its lane has processes yet. `ending`: its processes were told to end. */
  phase: "waiting" | "running" | "ending";
  /** The lease ended it: without a result it may be repeated. */
  outlived: boolean;
  /** Number of its last event. */
  events: number;
  /** Number of the last call of its agent. */
  calls: number;
}

export interface LinkSession {
  epoch: number;
  nextIn: number;
  nextOut: number;
  /** Number and time of the beats that were not echoed. */
  beats: ReadonlyMap<number, number>;
  lastBeat: number;
  lastBeatAt: number;
  heardAt: number;
  /** The facts of the machine that were said last. */
  machine: MachineFacts | null;
}

export interface LinkState {
  /** Of this process, and of no other. */
  instance: string;
  boot: number;
  slots: number;
  /** How many hellos this boot has said, and when the last. */
  hellos: number;
  helloAt: number | null;
  session: LinkSession | null;
  /** No process of an earlier boot is left. */
  isClear: boolean;
  live: ReadonlyMap<string, LiveRun>;
  /** Ends that the daemon has not settled. */
  done: ReadonlyMap<string, Outcome>;
  /** Said again in each session. */
  unconfirmed: Unconfirmed;
  /** What is on this machine; null until it was looked at. */
  machine: MachineFacts | null;
  /** The process of the daemon that was heard last; empty before the first. */
  daemon: string;
  /** When the newest message was sent that the daemon is known to have. The lease counts from it. */
  leaseFrom: number;
  leaseMs: number;
  beatMs: number;
}

export type LinkEffect =
  | { kind: "send"; entry: Entry<Up> }
  | { kind: "hello"; hello: Hello }
  | { kind: "start"; run: NewRun }
  /** A part of the answer to a call. It may come again. */
  | { kind: "answer"; answer: Answer }
  | { kind: "op"; op: Op }
  /** Another process of the daemon answers: it knows no call that was made before. */
  | { kind: "callsLost" }
  /** A newer worker of the same name was welcomed: this one must end, with its runs. */
  | { kind: "superseded" }
  /** The processes of the run are to end. How it ended is said as for any other. */
  | { kind: "end"; key: string };

export interface LinkStep {
  state: LinkState;
  /** In their order, after the state is stored. */
  effects: readonly LinkEffect[];
}

/** @param stored what outlived the last boot */
export function bootLink(stored: Pick<LinkState, "instance" | "boot" | "slots" | "done">): LinkState {
  return {
    instance: stored.instance,
    boot: stored.boot + 1,
    slots: stored.slots,
    hellos: 0,
    helloAt: null,
    session: null,
    isClear: false,
    live: new Map(),
    done: stored.done,
    unconfirmed: NOTHING_UNCONFIRMED,
    machine: null,
    daemon: "",
    leaseFrom: 0,
    leaseMs: 0,
    beatMs: 1_000,
  };
}

/** The id of the hello that a welcome must answer now. */
export function awaited({ instance, boot, hellos }: LinkState): HelloId {
  return { instance, boot, n: hellos };
}

/** Keeps the messages until they are confirmed, and sends them when there is a session. */
export function sayUp(state: LinkState, messages: readonly Up[]): LinkStep {
  const beat = (state.session?.lastBeat ?? 0) + 1;
  return sendUp({ ...state, unconfirmed: addUnconfirmed(state.unconfirmed, messages, beat) }, messages);
}

/** Sends the messages as the next entries of the session. */
export function sendUp(state: LinkState, messages: readonly Up[]): LinkStep {
  const { session } = state;
  if (session === null || messages.length === 0) return { state, effects: [] };
  const { epoch, nextOut } = session;
  const effects = splitMessages(messages).map(
    (part, at): LinkEffect => ({ kind: "send", entry: { epoch, seq: nextOut + at, messages: part } }),
  );
  return { state: { ...state, session: { ...session, nextOut: nextOut + effects.length } }, effects };
}
