/**
 * The worker's side over a real engine: carries out what the pure link decides. What must outlive a restart is stored
 * before anything is sent. Events are collected for a moment, because one entry with many costs little more than one.
 */
import type { MachineFacts } from "@tinyagi/contracts";
import { breakLink, clearLink, hearDown, tickLink } from "../link.js";
import { noteCall, noteEnd, noteEvents, type RunSaid } from "../link-runs.js";
import { bootLink, type LinkEffect, type LinkState, type LinkStep, sayUp } from "../link-state.js";
import {
  type Answer,
  type Call,
  type CallNote,
  type Down,
  downEntrySchema,
  type Entry,
  type NewRun,
  type Op,
  type OpDone,
  type Outcome,
} from "../messages.js";
import { inOrder } from "../unconfirmed.js";
import { createCollector } from "./collector.js";
import type { Engine } from "./connection.js";
import { type Heard, listenTo } from "./inbound.js";
import { createOutbound, type Outbound } from "./outbound.js";
import { type Streams, toId } from "./streams.js";

const COLLECT_MS = 5;
const TICK_MS = 100;
/** Of what the daemon has not confirmed. With more, what can be left out is. */
const PRESSURE_BYTES = 8 * 1024 * 1024;

export type StoredLink = Pick<LinkState, "boot" | "done">;

export interface WorkerLinkOptions {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly key: Buffer;
  readonly slots: number;
  readonly instance: string;
  /** Of TinyAGI here. */
  readonly release?: string;
  readonly stored: StoredLink;
  /** Returns when it is on disk. */
  readonly store: (state: StoredLink) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly start: (run: NewRun) => void;
  /** The processes of the run are to end; then `ended` is called. */
  readonly end: (key: string) => void;
  /** A part of the answer to a call of an agent. It may come again. Default: none is awaited. */
  readonly onAnswer?: (answer: Answer) => void;
  /** The daemon answers no call that was made so far. */
  readonly onCallsLost?: () => void;
  /** An operation on a workspace. `say` tells how it ended. Default: none is carried out. */
  readonly onOp?: (op: Op) => void;
  /** A newer worker of the same name has taken over. */
  readonly superseded: () => void;
  /** The session has ended by a mistake, or because something could not be stored. */
  readonly onError: (error: unknown) => void;
  /** Default: 8 MiB. */
  readonly pressureBytes?: number;
}

export interface WorkerLink extends AsyncDisposable {
  state(): LinkState;
  /** No process of an earlier boot is left: the worker may say hello. */
  clear(): void;
  event(said: RunSaid): void;
  /** A run is over, and none of its processes is left. */
  ended(outcome: Outcome): void;
  /** What is on this machine. The next beat says it. */
  machine(facts: MachineFacts): void;
  /** Whether so much is unconfirmed that nothing should be said that can be left out. */
  isFull(): boolean;
  /** @returns the number of the call; undefined when there is no such run @throws RangeError when it is too long */
  call(call: Omit<Call, "kind" | "n">): number | undefined;
  /** What became of an answer, or how an operation ended. @throws RangeError when it is too long */
  say(message: CallNote | OpDone): void;
}

export function createWorkerLink(options: WorkerLinkOptions): WorkerLink {
  const { engine, streams, key, now } = options;
  let state = bootLink({ ...options.stored, slots: options.slots, instance: options.instance });
  options.store({ boot: state.boot, done: state.done });
  const up = createOutbound({
    engine,
    stream: streams.up,
    key,
    onRefused: () => apply(breakLink(state, now())),
  });
  const hellos = createOutbound({ engine, stream: streams.hello, key, onRefused: () => {} });
  const collected = createCollector<RunSaid>(COLLECT_MS, (events) => apply(noteEvents(state, events)));
  /** Of the messages that the daemon has not confirmed, at most. */
  let held = 0;
  const saver = createSaver(options);

  function apply(step: LinkStep): void {
    const before = state;
    state = step.state;
    if (state.done !== before.done) saver.save(state);
    if (state.unconfirmed.count < before.unconfirmed.count) held = sizeOf(state);
    if (state.session?.epoch !== before.session?.epoch) up.drop();
    for (const effect of step.effects) carryOut(effect, state);
    // Whoever is told of something may have more to send, and that comes behind what this step sends.
    for (const effect of step.effects) tell(options, effect);
    if (!saver.isSaved && state.session !== null) apply(breakLink(state, now()));
  }

  function onFailure(error: unknown): void {
    options.onError(error);
    apply(breakLink(state, now()));
  }

  const listening = listenTo({
    engine,
    stream: streams.down,
    key,
    onFailure,
    onEntry(heard) {
      const current = state.session?.epoch ?? 0;
      const taken = saver.isSaved ? readDown(heard, current) : "late";
      if (taken === "late") return;
      if (taken === "broken") apply(breakLink(state, now()));
      // Somebody else wrote with an id that hides all that follows, until the daemon has removed it.
      else if (taken === "strange") listening.restart();
      else apply(hearDown(state, taken, now()));
    },
  });
  const carryOut = createEffects(options, { up, hellos, saver, restart: () => listening.restart() });
  const clock = setInterval(() => apply(tickLink(state, now())), TICK_MS);
  return {
    state: () => state,
    clear: () => apply(clearLink(state, now())),
    event(said) {
      held += JSON.stringify(said.event).length;
      collected.add(said);
    },
    ended(outcome) {
      collected.flush();
      apply(noteEnd(state, outcome));
    },
    call(call) {
      const said = noteCall(state, call);
      if (said === undefined) return undefined;
      held += call.body.length;
      apply(said.step);
      return said.n;
    },
    machine: (machine) => apply({ state: { ...state, machine }, effects: [] }),
    say: (message) => apply(sayUp(state, [message])),
    isFull: () => held > (options.pressureBytes ?? PRESSURE_BYTES),
    async [Symbol.asyncDispose]() {
      clearInterval(clock);
      collected.flush();
      listening.close();
      await Promise.all([up.close(), hellos.close()]);
    },
  };
}

interface EffectParts {
  readonly up: Outbound;
  readonly hellos: Outbound;
  readonly saver: ReturnType<typeof createSaver>;
  /** Listens from the beginning. */
  readonly restart: () => void;
}

/** Carries out what changes runs, and sends. Nothing is sent while what it rests on is not saved. */
function createEffects(
  { start, end, superseded, release }: Pick<WorkerLinkOptions, "start" | "end" | "superseded" | "release">,
  { up, hellos, saver, restart }: EffectParts,
): (effect: LinkEffect, state: LinkState) => void {
  return (effect, state) => {
    if (effect.kind === "hello" && !saver.isSaved) saver.save(state);
    if (effect.kind === "start") start(effect.run);
    else if (effect.kind === "end") end(effect.key);
    else if (effect.kind === "superseded") superseded();
    else if (!saver.isSaved) return;
    else if (effect.kind === "send")
      up.push(toId(effect.entry.epoch, effect.entry.seq), effect.entry.messages);
    else if (effect.kind === "hello") {
      // A daemon that has lost what it knew answers with lower ids.
      restart();
      hellos.drop();
      const hello = { ...effect.hello, ...(release === undefined ? {} : { release }) };
      hellos.push(toId(effect.hello.boot, effect.hello.n), hello);
    }
  };
}

type Told = Pick<WorkerLinkOptions, "onAnswer" | "onOp" | "onCallsLost">;

/** Whoever is told here answers by the link itself. */
function tell({ onAnswer, onOp, onCallsLost }: Told, effect: LinkEffect): void {
  if (effect.kind === "answer") onAnswer?.(effect.answer);
  else if (effect.kind === "callsLost") onCallsLost?.();
  else if (effect.kind === "op") onOp?.(effect.op);
}

/** @returns `late` for what an older session sent, `broken` when this session cannot go on, `strange` for what is of none */
function readDown(
  { epoch, seq, messages }: Heard,
  current: number,
): Entry<Down> | "late" | "broken" | "strange" {
  if (epoch < current) return "late";
  const entry = downEntrySchema.safeParse({ epoch, seq, messages });
  if (entry.success) return entry.data;
  return epoch === current ? "broken" : "strange";
}

/** While the last state is not saved, nothing is said, so that the daemon counts on nothing that a restart would lose. */
function createSaver({ store, onError }: Pick<WorkerLinkOptions, "store" | "onError">) {
  const saver = {
    isSaved: true,
    save({ boot, done }: StoredLink): void {
      try {
        store({ boot, done });
        saver.isSaved = true;
      } catch (error) {
        saver.isSaved = false;
        onError(error);
      }
    },
  };
  return saver;
}

function sizeOf({ unconfirmed }: LinkState): number {
  return inOrder(unconfirmed).reduce((sum, message) => sum + JSON.stringify(message).length, 0);
}
