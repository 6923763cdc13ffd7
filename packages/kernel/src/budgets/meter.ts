/** The meter of a live run: what it used so far, and the signal that ends it. */

import type { Clock } from "@tinyagi/base";
import { addUsage, type Usage } from "@tinyagi/contracts";
import { STOP } from "../dispatcher/stop-reason.js";
import { type Amounts, minus, ofUsage } from "./amounts.js";
import type { Reached } from "./decide.js";
import type { RunFacts } from "./scope.js";

export interface Meter {
  readonly facts: RunFacts;
  /** Aborted when a budget ends the run. */
  readonly signal: AbortSignal;
  /** The limit that ended it. */
  readonly stopped: Reached | undefined;
  /** The usage of the run so far, with a cost. */
  readonly usage: Usage;
  /** Whether there is usage that is not stored yet. */
  readonly dirty: boolean;
  /** @param usage the total of the current turn so far, with a cost */
  set(usage: Usage): void;
  /** @param usage of something else that was done for the run, with a cost */
  add(usage: Usage): void;
  /** A run consists of turns. What is set from now on belongs to the next one. */
  endTurn(): void;
  stored(): void;
  stop(reached: Reached): void;
  /** Working time in milliseconds. */
  elapsed(): number;
  /** What was used beyond what is stored. It is negative when a reported cost replaces a higher estimate. */
  beyond(stored: { tokens: number; nano_usd: number; ms: number }): Amounts;
}

/** What is known of a run that goes on since before a restart. */
export interface Metered {
  /** Of the turns before the current one. */
  readonly before: Usage;
  /** Of the whole run so far. */
  readonly usage: Usage;
  readonly ms: number;
}

export function createMeter(facts: RunFacts, clock: Clock, known?: Metered): Meter {
  const startedAt = clock.monotonic() - (known?.ms ?? 0);
  const abort = new AbortController();
  /** Of the turns before the current one. */
  let before: Usage = known?.before ?? {};
  let usage: Usage = known?.usage ?? {};
  let dirty = false;
  let stopped: Reached | undefined;
  const elapsed = () => Math.round(clock.monotonic() - startedAt);
  return {
    facts,
    signal: abort.signal,
    get stopped() {
      return stopped;
    },
    get usage() {
      return usage;
    },
    get dirty() {
      return dirty;
    },
    set(next) {
      usage = addUsage(before, next);
      dirty = true;
    },
    add(more) {
      before = addUsage(before, more);
      usage = addUsage(usage, more);
      dirty = true;
    },
    endTurn() {
      before = usage;
    },
    stored() {
      dirty = false;
    },
    stop(reached) {
      if (stopped !== undefined) return;
      stopped = reached;
      abort.abort(STOP.budget);
    },
    elapsed,
    beyond: ({ tokens, nano_usd: usd, ms }) =>
      minus(ofUsage(usage, elapsed()), { tokens, usd, runs: 0, minutes: ms }),
  };
}
