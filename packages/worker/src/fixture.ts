/**
 * A daemon, two workers and an engine between them in simulated time, for tests. A seed decides every delay and fault. A
 * journal of the simulated agents says what really ran.
 */
import {
  abortRun,
  bootLink,
  clearLink,
  confirmBeat,
  createHub,
  giveUp,
  type HubState,
  type HubStep,
  hearDown,
  hearHello,
  hearUp,
  type LinkState,
  type LinkStep,
  type NewRun,
  noteEnd,
  noteEvents,
  type Outcome,
  placedRuns,
  placeRun,
  settleRuns,
  tickLink,
  whyNotPlaced,
} from "./index.js";

const LIMITS = { leaseMs: 10_000, beatMs: 500, slots: 2 };
const LANES = 3;
const PER_LANE = 4;
/** Faults happen until then. */
const CALM_AT = 40_000;
const END_AT = 400_000;

/** What the daemon has on its disk of a run: more than that is lost with it. */
interface Stored {
  worker: number;
  lane: string;
  events: number;
}

interface Message {
  id: string;
  attempt: number;
  /** Key of its open run. */
  open: string | null;
  canceled: boolean;
}

interface Process {
  run: NewRun;
  endsAt: number;
  /** Ends without a result. */
  stopped: boolean;
}

interface Machine {
  link: LinkState;
  up: boolean;
  frozenUntil: number;
  cutUntil: number;
  processes: Map<string, Process>;
}

export interface Journal {
  /** What must never happen. */
  wrongs: string[];
  /** Messages in the order in which their ends counted, by lane. */
  order: string[][];
  faults: Map<string, number>;
  repeats: number;
  /** Runs that a worker took over a broken session. */
  continued: number;
}

/** Runs until every message has ended, or for too long. */
export function simulate(seed: number): Journal {
  return new World(seed).run();
}

export const EXPECTED_ORDER = Array.from({ length: LANES }, (_, lane) =>
  Array.from({ length: PER_LANE }, (_unused, at) => `${lane}.${at}`),
);

/** @returns numbers from 0 to 1 (mulberry32) */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class World {
  private readonly journal: Journal = {
    wrongs: [],
    order: EXPECTED_ORDER.map(() => []),
    faults: new Map(),
    repeats: 0,
    continued: 0,
  };
  private readonly lanes = EXPECTED_ORDER.map((ids) =>
    ids.map((id): Message => ({ id, attempt: 0, open: null, canceled: false })),
  );
  private readonly place = this.lanes.map((_, lane) => lane % 2);
  private readonly machines = [0, 1].map(
    (): Machine => ({
      link: bootLink({ instance: "one", boot: 0, slots: 2, done: new Map() }),
      up: true,
      frozenUntil: 0,
      cutUntil: 0,
      processes: new Map(),
    }),
  );
  private readonly hubs = this.machines.map(() => createHub(LIMITS, 0));
  /** Open runs by key, as the daemon stored them. */
  private readonly stored = new Map<string, Stored>();
  private boots = 0;
  private writtenAt = 0;
  /** Messages with a result, by the agents' own account. */
  private readonly ended = new Set<string>();
  /** Messages that were open when their worker was given up: these alone may be repeated after their end. */
  private readonly given = new Set<string>();
  private readonly eventsOf = new Map<string, number>();
  private readonly saidBy = new Map<string, number>();
  private readonly agenda: { at: number; act: () => void }[] = [];
  private readonly random: () => number;
  private now = 0;
  private engine = 0;
  private daemonUp = true;

  constructor(seed: number) {
    this.random = createRandom(seed);
  }

  private within(ms: number) {
    return Math.floor(this.random() * ms);
  }

  private happens(share: number) {
    return this.now < CALM_AT && this.random() < share;
  }

  private wrong(text: string) {
    return this.journal.wrongs.push(`${this.now}: ${text}`);
  }

  private count(fault: string) {
    return this.journal.faults.set(fault, (this.journal.faults.get(fault) ?? 0) + 1);
  }

  private messageOf(key: string) {
    return key.slice(0, key.indexOf("#"));
  }

  private after(ms: number, act: () => void): void {
    const at = this.now + ms;
    const before = this.agenda.findLastIndex((one) => one.at <= at);
    this.agenda.splice(before + 1, 0, { at, act });
  }

  private carry(w: number, deliver: () => void): void {
    if (this.happens(0.02)) {
      this.count("lost");
      return;
    }
    if (this.now < this.machine(w).cutUntil) return;
    const copies = this.happens(0.03) ? 2 : 1;
    if (copies === 2) this.count("repeated");
    for (let copy = 0; copy < copies; copy++) {
      const late = this.happens(0.03);
      if (late) this.count("late");
      const sentTo = this.engine;
      this.after(2 + this.within(late ? 4_000 : 3), () => {
        if (sentTo === this.engine && this.now >= this.machine(w).cutUntil) deliver();
      });
    }
  }

  private machine(w: number): Machine {
    const found = this.machines[w];
    if (found === undefined) throw new Error("The world has no such machine.");
    return found;
  }

  private hub(w: number) {
    const found = this.hubs[w];
    if (found === undefined) throw new Error("The world has no such machine.");
    return found;
  }

  private onLink(w: number, step: (link: LinkState) => LinkStep): void {
    const one = this.machine(w);
    const { boot } = one.link;
    if (this.now < one.frozenUntil) {
      this.after(one.frozenUntil - this.now, () => {
        if (one.link.boot === boot) this.onLink(w, step);
      });
      return;
    }
    if (!one.up) return;
    const { state, effects } = step(one.link);
    one.link = state;
    for (const effect of effects) {
      if (effect.kind === "start") this.startProcess(w, effect.run);
      else if (effect.kind === "end") this.stopProcess(w, effect.key);
      else if (effect.kind === "hello") {
        const { hello } = effect;
        if (hello.live.length > 0) this.journal.continued++;
        this.carry(w, () => this.onHub(w, (state) => hearHello(state, hello, this.now)));
      } else if (effect.kind === "send") {
        const { entry } = effect;
        this.carry(w, () => this.onHub(w, (state) => hearUp(state, entry, this.now)));
      }
    }
  }

  private onHub(w: number, step: (state: HubState) => HubStep): void {
    if (!this.daemonUp) return;
    const { state, effects } = step(this.hub(w));
    this.hubs[w] = state;
    for (const effect of effects) {
      if (effect.kind === "send") {
        const { entry } = effect;
        this.carry(w, () => this.onLink(w, (link) => hearDown(link, entry, this.now)));
      } else if (effect.kind === "event") this.keepEvent(effect);
      else if (effect.kind === "heard") this.write(() => this.onHub(w, (hub) => confirmBeat(hub, effect)));
      else if (effect.kind === "ended" || effect.kind === "interrupted") {
        const [key, how] =
          effect.kind === "ended" ? [effect.outcome.key, effect.outcome.kind] : [effect.key, effect.kind];
        // Files of the answer are copied first.
        this.after(
          this.within(this.happens(0.1) ? 800 : 20),
          this.ifUp(() =>
            this.write(() => {
              this.settle(key, how);
              this.onHub(w, (hub) => settleRuns(hub, [key]));
            }),
          ),
        );
      }
    }
  }

  /** With its number, in one write. What was told and not stored comes again after a crash. */
  private keepEvent({ key, n, event }: { key: string; n: number; event: unknown }): void {
    const stored = this.stored.get(key);
    if (stored === undefined) return;
    this.write(() => {
      this.checkEvent(key, event);
      stored.events = n;
    });
  }

  /** Unless the daemon crashes before. */
  private ifUp(act: () => void): () => void {
    const { boots } = this;
    return () => {
      if (boots === this.boots) act();
    };
  }

  /** In the order of the calls. */
  private write(act: () => void): void {
    this.writtenAt = Math.max(this.writtenAt, this.now + 1 + this.within(10));
    this.after(this.writtenAt - this.now, this.ifUp(act));
  }

  private checkEvent(key: string, event: unknown): void {
    const next = (this.eventsOf.get(key) ?? 0) + 1;
    if (event !== next) this.wrong(`event ${event} of ${key} instead of ${next}`);
    this.eventsOf.set(key, next);
  }

  private settle(key: string, how: Outcome["kind"]): void {
    const lane = Number(key[0]);
    const message = this.lanes[lane]?.[0];
    if (message?.open !== key) return void this.wrong(`${key} ended (${how}) and is not open`);
    message.open = null;
    this.stored.delete(key);
    if (how === "interrupted" && !message.canceled) return void this.journal.repeats++;
    if (how === "failed" && !message.canceled) this.wrong(`${key} failed, and nobody ended it`);
    this.lanes[lane]?.shift();
    this.journal.order[lane]?.push(message.id);
  }

  private startProcess(w: number, run: NewRun): void {
    const other = this.machines
      .flatMap((one) => [...one.processes.values()])
      .find((one) => one.run.lane === run.lane);
    if (other !== undefined) this.wrong(`${run.key} starts while ${other.run.key} lives`);
    const message = this.messageOf(run.key);
    if (this.ended.has(message) && !this.given.has(message)) this.wrong(`${run.key} runs again`);
    const process: Process = {
      run,
      endsAt: this.now + 200 + this.within(this.happens(0.05) ? 90_000 : 3_000),
      stopped: false,
    };
    this.machine(w).processes.set(run.key, process);
    for (let n = this.within(4); n > 0; n--) this.after(this.within(2_000), () => this.speak(w, run.key));
    this.watchProcess(w, process);
  }

  private speak(w: number, key: string): void {
    const process = this.machine(w).processes.get(key);
    if (process === undefined || process.stopped || this.now < this.machine(w).frozenUntil) return;
    const n = (this.saidBy.get(key) ?? 0) + 1;
    this.saidBy.set(key, n);
    this.onLink(w, (link) => noteEvents(link, [{ key, event: n }]));
  }

  private watchProcess(w: number, process: Process): void {
    const one = this.machine(w);
    this.after(Math.max(process.endsAt, one.frozenUntil) - this.now, () => {
      if (one.processes.get(process.run.key) !== process) return;
      if (this.now < Math.max(process.endsAt, one.frozenUntil)) return this.watchProcess(w, process);
      one.processes.delete(process.run.key);
      if (!one.up) return;
      const { key } = process.run;
      if (!process.stopped) this.ended.add(this.messageOf(key));
      const outcome: Outcome = process.stopped
        ? { kind: "failed", key, error: "ended" }
        : { kind: "result", key, result: key };
      this.onLink(w, (link) => noteEnd(link, outcome));
    });
  }

  private stopProcess(w: number, key: string): void {
    const process = this.machine(w).processes.get(key);
    if (process === undefined) return;
    process.stopped = true;
    process.endsAt = this.now + this.within(2_000);
    this.watchProcess(w, process);
  }

  private crashWorker(w: number): void {
    const one = this.machine(w);
    if (!one.up || this.now < one.frozenUntil) return;
    this.count("worker");
    one.up = false;
    for (const key of one.processes.keys()) this.stopProcess(w, key);
    const { instance, boot, slots, done } = one.link;
    this.after(100 + this.within(5_000), () => {
      one.link = bootLink({ instance, boot, slots, done });
      one.up = true;
      this.clearWhenEmpty(w);
    });
  }

  private clearWhenEmpty(w: number): void {
    if (this.machine(w).processes.size > 0) this.after(50, () => this.clearWhenEmpty(w));
    else this.onLink(w, (link) => clearLink(link, this.now));
  }

  private crashDaemon(): void {
    if (!this.daemonUp) return;
    this.count("daemon");
    this.daemonUp = false;
    this.boots++;
    this.after(this.within(3_000), () => {
      this.daemonUp = true;
      for (const w of this.hubs.keys()) {
        const { epoch, lastHello } = this.hub(w);
        const placed = [...this.stored].flatMap(([key, { worker, lane, events }]) =>
          worker === w ? [{ key, lane, events }] : [],
        );
        if (placed.length > 0) this.count("left");
        const hub = createHub(LIMITS, this.now, `daemon ${this.boots}`);
        this.hubs[w] = { ...hub, epoch, lastHello, runs: placedRuns(placed) };
      }
    });
  }

  private doFaults(): void {
    const w = this.within(2);
    if (this.happens(0.02)) this.crashWorker(w);
    if (this.happens(0.015)) this.crashDaemon();
    if (this.happens(0.02)) {
      this.count("emptied");
      this.engine++;
    }
    if (this.happens(0.01)) {
      this.count("frozen");
      this.machine(w).frozenUntil = this.now + this.within(20_000);
    }
    if (this.happens(0.01)) {
      this.count("cut");
      this.machine(w).cutUntil = this.now + this.within(60_000);
    }
  }

  private dispatch(): void {
    if (!this.daemonUp) return;
    for (const w of this.hubs.keys()) this.moveFrom(w);
    for (const [lane, messages] of this.lanes.entries()) {
      const message = messages[0];
      const w = this.place[lane] ?? 0;
      if (message === undefined) continue;
      if (message.open !== null) this.cancelSometimes(w, message, message.open);
      else if (message.canceled || whyNotPlaced(this.hub(w), `${lane}`, this.now) === null)
        this.start(w, lane, message);
    }
  }

  private start(w: number, lane: number, message: Message): void {
    if (whyNotPlaced(this.hub(w), `${lane}`, this.now) !== null) return;
    const key = `${message.id}#${++message.attempt}`;
    message.open = key;
    this.stored.set(key, { worker: w, lane: `${lane}`, events: 0 });
    this.onHub(w, (state) => placeRun(state, { key, lane: `${lane}`, request: null }));
  }

  private cancelSometimes(w: number, message: Message, key: string): void {
    if (message.canceled || !this.happens(0.002)) return;
    this.count("canceled");
    message.canceled = true;
    this.onHub(w, (state) => abortRun(state, key, "canceled"));
  }

  private moveFrom(w: number): void {
    const step = giveUp(this.hub(w), this.now);
    if (step === null) return;
    const moved = [...this.place.keys()].filter((lane) => this.place[lane] === w);
    if (moved.length === 0) return;
    this.count("moved");
    for (const lane of moved) {
      const message = this.lanes[lane]?.[0];
      if (message !== undefined && message.open !== null) this.given.add(message.id);
      this.place[lane] = 1 - w;
    }
    this.onHub(w, () => step);
  }

  private every(ms: number, act: () => void): void {
    this.after(ms, () => {
      act();
      this.every(ms, act);
    });
  }

  run(): Journal {
    for (const w of this.machines.keys()) {
      this.onLink(w, (link) => clearLink(link, this.now));
      this.every(250, () => this.onLink(w, (link) => tickLink(link, this.now)));
    }
    this.every(100, () => this.dispatch());
    this.every(250, () => this.doFaults());
    while (this.lanes.some((messages) => messages.length > 0) && this.now < END_AT) {
      const next = this.agenda.shift();
      if (next === undefined) break;
      this.now = next.at;
      next.act();
    }
    return this.journal;
  }
}
