/**
 * The one place that notices that time jumped: it looks every second, and records `clock.jumped`. Whatever waits for a
 * date follows that event and arms its timer again.
 */
import { uptime } from "node:os";
import type { Clock, Log, Timer } from "@tinyagi/base";
import { machineZone } from "@tinyagi/base";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";
import { type ClockJump, decideJump, type Moment } from "./clock-jump.js";

const LOOK_EVERY_MS = 1_000;

export interface ClockWatchOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** Milliseconds since the start of the machine, with its sleep. Default: what the system says. */
  uptime?: () => number;
  /** The zone of the machine now. Default: what this process knows. */
  zone?: () => string;
}

export interface ClockWatch extends AsyncDisposable {
  start(): void;
}

export function createClockWatch(options: ClockWatchOptions): ClockWatch {
  const { store, journal, clock, log } = options;
  let timer: Timer | undefined;
  const read = (): Moment => ({
    wall: clock.now(),
    monotonic: clock.monotonic(),
    uptime: (options.uptime ?? (() => uptime() * 1_000))(),
    zone: (options.zone ?? machineZone)(),
  });

  function watch(before: Moment): void {
    timer = clock.setTimer(LOOK_EVERY_MS, () => {
      const now = read();
      watch(now);
      const jump = decideJump(before, now, LOOK_EVERY_MS);
      if (jump !== undefined) record(jump);
    });
  }

  /** What stores a date but means how long something took: a sleep is neither a wait for an outage nor work. */
  function moveDurations(ms: number): void {
    if (ms === 0) return;
    store.messages.moveWaits(ms, clock.now());
    store.conversations.moveDeadlines(ms);
  }

  function record(jump: ClockJump): void {
    log.warn({ ...jump }, "time jumped: timers that wait for a date are armed again");
    store
      .write(() => {
        moveDurations(jump.seconds * 1_000);
        journal.append("clock.jumped", jump);
      })
      .catch((err: unknown) => log.error({ err }, "a jump of the clock could not be recorded"));
  }

  return {
    start: () => watch(read()),
    async [Symbol.asyncDispose]() {
      timer?.cancel();
    },
  };
}

/** Calls `act` after each jump. @returns ends it */
export function onClockJump(journal: Pick<Journal, "subscribe">, act: (jump: ClockJump) => void): () => void {
  return journal.subscribe((event) => {
    if (event.type === "clock.jumped") act(event.data as ClockJump);
  });
}
