/** Compares live runs with their budgets, and ends them at a limit. */
import type { Timer } from "@tinyagi/base";
import { dueNotices, recordExceeded, sendNotices } from "./book.js";
import { type Account, type Reached, stopsRun } from "./decide.js";
import type { Meter } from "./meter.js";
import type { BudgetParts } from "./parts.js";
import { isIn, type RunFacts, strictness } from "./scope.js";

/** Budgets that limit working time are checked at least this often while a run uses them. */
const CHECK_MAX_MS = 60_000;

export interface Watch {
  /** After a run used something. */
  check(meter: Meter): void;
  /** After a run ended. */
  ended(meter: Meter): void;
  /** After a budget changed. */
  checkAll(): void;
  close(): void;
}

export function createWatch(parts: BudgetParts): Watch {
  const { clock, ledger, meters } = parts;
  /** Runs with a budget that limits working time. */
  const timed = new Set<Meter>();
  let timer: Timer | undefined;

  /** Ends a run, and the runs below it: nobody is left to read their answers. */
  function stop(meter: Meter, reached: Reached): void {
    if (meter.stopped !== undefined) return;
    meter.stop(reached);
    parts.writeSoon(() => recordExceeded(parts, meter.facts, { reached, action: "stopped" }));
    for (const other of [...meters.values()])
      if (other.facts.parentRunId === meter.facts.runId) stop(other, reached);
  }

  function compare(meter: Meter): void {
    timed.delete(meter);
    const accounts = ledger.listAccounts(meter.facts);
    // A budget that ends work goes before one that asks.
    for (const account of accounts.sort((a, b) => strictness(a.onLimit) - strictness(b.onLimit))) {
      if (Number.isFinite(account.limit.minutes) && meter.stopped === undefined) timed.add(meter);
      const reached = stopsRun(account);
      const ends = reached !== undefined && account.onLimit !== "warn";
      if (!ends) mention(meter.facts, account);
      else for (const other of [...meters.values()]) if (isIn(other.facts, account)) stop(other, reached);
    }
  }

  function mention(facts: RunFacts, key: Account): void {
    const { warning, notice } = dueNotices(key);
    if (warning === undefined && notice === undefined) return;
    parts.writeSoon(() => {
      // Read again: another run may have sent it meanwhile.
      const account = ledger.account(key);
      if (account !== undefined) sendNotices(parts, facts, account);
    });
  }

  /** Checks again when working time may run out, if nothing happens before. */
  function arm(): void {
    timer?.cancel();
    timer = undefined;
    const running = [...timed].filter(({ stopped }) => stopped === undefined);
    const waits = running.flatMap(({ facts }) =>
      ledger.listAccounts(facts).map((account) => timeLeft(account, running)),
    );
    const wait = Math.min(...waits, CHECK_MAX_MS);
    if (running.length > 0) timer = clock.setTimer(Math.max(1, Math.ceil(wait)), checkAll);
  }

  function checkAll(): void {
    for (const meter of [...meters.values()]) compare(meter);
    arm();
  }

  return {
    check(meter) {
      compare(meter);
      if (timed.size > 0) arm();
    },
    ended(meter) {
      if (timed.delete(meter)) arm();
    },
    checkAll,
    close: () => timer?.cancel(),
  };
}

/** How long the runs that share a budget may work until its time is used up. */
function timeLeft(account: Account, running: readonly Meter[]): number {
  const left = account.limit.minutes - account.used.minutes;
  if (account.onLimit === "warn" && left <= 0) return Number.POSITIVE_INFINITY;
  return left / running.filter(({ facts }) => isIn(facts, account)).length;
}
