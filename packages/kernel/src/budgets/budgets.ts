/**
 * Budgets: admits a run, meters it while it works, and ends it at a limit. Every usage event is counted at once, so the
 * total exceeds a limit by at most one event. Usage is stored as it comes, so a crash loses at most the last event.
 */

import { AppError, type BudgetAmounts, type BudgetView } from "@tinyagi/contracts";
import { onClockJump } from "../clock-watch/clock-watch.js";
import type { MessageContent } from "../message/content.js";
import type { MessageRow } from "../store/schema.js";
import { requestDecision, settleAsk } from "./asks.js";
import { createDayTurn } from "./day-turn.js";
import { createLedger } from "./ledger.js";
import { type BudgetRefusal, createLiveMeters, type LiveMeters } from "./live-meters.js";
import type { Meter } from "./meter.js";
import { type BudgetParts, type BudgetsOptions, cachedPrices } from "./parts.js";
import { continueAll, raise } from "./raise.js";
import { createReservations, type Reservation } from "./reservations.js";
import { type BudgetClaims, type Room, reserve, roomFor } from "./reserve.js";
import { type BudgetStopEntry, listStops } from "./stops.js";
import { budgetOfConversation, budgetView, listBudgets } from "./view.js";
import { createWatch } from "./watch.js";

export interface Budgets extends LiveMeters, AsyncDisposable {
  /** Inside the write that ends a message because of a budget: it continues when the budget is raised. */
  remember(messageRowId: number, refusal: BudgetRefusal): void;
  /** Inside the write that made a message pending because of a budget that asks: it waits until a person has decided. */
  ask(message: MessageContent & Pick<MessageRow, "id">, refusal: BudgetRefusal, runId?: string): void;
  /** After a start: what waits for more of a day that is over may run. */
  start(): Promise<void>;
  /** The budgets that would pay for the sub-agents of a run, and whether each has room. @throws AppError `NOT_FOUND` */
  roomFor(runId: string, wanted: BudgetClaims): Room[];
  /**
   * Inside a write: holds a part of all budgets that pay, for each of the sub-agents of a run.
   *
   * @param request.began whether they began before a restart: then nothing is refused
   * @throws AppError `BUDGET_EXCEEDED` when a budget has less left, `NOT_FOUND` when there is no such run
   */
  reserve(runId: string, request: { wanted: BudgetClaims; began: boolean }): Reservation;
  list(): BudgetView[];
  /** The budget of a conversation and its follow-ups, if it has one. @throws AppError `NOT_FOUND` */
  ofConversation(id: string): BudgetView[];
  /** What budgets stopped and no raise continued, newest first. */
  stops(limit: number): BudgetStopEntry[];
  /** Inside a write: as `extend`. */
  raise(scope: string, added: BudgetAmounts, by: string): void;
  /**
   * Raises a budget for its current period and continues the work that it stopped.
   *
   * @throws AppError `NOT_FOUND` without such a budget, `INVALID_INPUT` for an amount that it does not limit
   */
  extend(scope: string, added: BudgetAmounts, by: string): Promise<BudgetView>;
}

export function createBudgets(options: BudgetsOptions): Budgets {
  const parts = toParts(options);
  const { store, journal, clock, log } = parts;
  const watch = createWatch(parts);
  const days = createDayTurn(parts);
  options.approvals.onSubject("budget", (row, held) => settleAsk(parts, row, held));
  const unsubscribe = journal.subscribe(({ type }) => {
    if (type !== "settings.changed") return;
    watch.checkAll();
    store
      .write(() => continueAll(parts))
      .catch((err: unknown) => log.error({ err }, "work that a budget stopped could not be continued"));
  });
  const unwatch = onClockJump(journal, () => void days.turn());

  function raiseNow(scope: string, added: BudgetAmounts, by: string): void {
    raise(parts, { scope, added, by });
    store.afterCommit(() => watch.checkAll());
  }

  return {
    ...createLiveMeters(parts, watch),
    remember(messageRowId, { reached }) {
      store.budgets.stop({ id: messageRowId, scope: reached.scope, now: clock.now() });
    },
    ask: (message, { reached }, runId) => requestDecision(parts, message, { reached, runId }),
    start: days.turn,
    roomFor: (runId, wanted) => roomFor(parts, runId, wanted),
    reserve: (runId, request) => reserve(parts, runId, request),
    list: () => listBudgets(parts),
    ofConversation: (id) => budgetOfConversation(parts, id),
    stops: (limit) => listStops(parts, limit),
    raise: raiseNow,
    async extend(scope, added, by) {
      await store.write(() => raiseNow(scope, added, by));
      const view = budgetView(parts, scope);
      if (view === undefined) throw new AppError("NOT_FOUND", `There is no budget ${scope}.`);
      return view;
    },
    async [Symbol.asyncDispose]() {
      days.close();
      unsubscribe();
      unwatch();
      watch.close();
    },
  };
}

function toParts(options: BudgetsOptions): BudgetParts {
  const meters = new Map<string, Meter>();
  const reservations = createReservations();
  const ledger = createLedger({ ...options, meters, reservations });
  return {
    ...options,
    meters,
    reservations,
    ledger,
    prices: cachedPrices(options.settings),
    writeSoon(work) {
      options.store
        .writeSoon(work)
        .catch((err: unknown) =>
          options.log.error({ err }, "usage could not be stored; the end of the run stores it"),
        );
    },
  };
}
