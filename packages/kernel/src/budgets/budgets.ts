/**
 * Budgets: admits a run, meters it while it works, and ends it at a limit. Every usage event is counted at once, so the
 * total exceeds a limit by at most one event. Usage is stored as it comes, so a crash loses at most the last event.
 */

import type { Timer } from "@tinyagi/base";
import { localDay, nextDayAt } from "@tinyagi/base";
import { AppError, type BudgetAmounts, type BudgetView, type Usage } from "@tinyagi/contracts";
import { onClockJump } from "../clock-watch/clock-watch.js";
import type { MessageContent } from "../message/content.js";
import type { Claim } from "../queue/queue.js";
import type { MessageRow } from "../store/schema.js";
import { requestDecision, rollOver, settleAsk, waitsAbove } from "./asks.js";
import { countRun, recordExceeded, recordReconciled, storeUsage } from "./book.js";
import { estimateNeed, type Reached, refusesRun, strictest } from "./decide.js";
import { createLedger } from "./ledger.js";
import { createMeter, type Meter } from "./meter.js";
import { type BudgetParts, type BudgetsOptions, cachedPrices } from "./parts.js";
import { continueAll, raise } from "./raise.js";
import { createReservations, type Reservation } from "./reservations.js";
import { type BudgetClaims, type Room, reserve, roomFor } from "./reserve.js";
import type { RunFacts } from "./scope.js";
import { type BudgetStopEntry, listStops } from "./stops.js";
import { budgetOfConversation, budgetView, listBudgets } from "./view.js";
import { createWatch } from "./watch.js";

const ROLL_OVER_RETRY_MS = 60_000;
const NEVER = new AbortController().signal;

export interface BudgetRefusal {
  reached: Reached;
  /** Whether the message waits until a person has decided. Otherwise it ends. */
  asks: boolean;
}

export interface Budgets extends AsyncDisposable {
  /** Inside the write that claims a message: opens the meter of its run, or refuses the run. */
  admit(claim: Claim, model: string | undefined): BudgetRefusal | undefined;
  /**
   * Inside the write that takes a run over after a restart: opens its meter where it was.
   *
   * @param before usage of the turns before the one that works
   */
  adopt(claim: Claim, model: string | undefined, before: Usage): void;
  /** What a live run used so far. */
  usageOf(runId: string): Usage;
  /** Aborted when a budget ends a live run. */
  getSignal(runId: string): AbortSignal;
  /** Which budget ended a live run. */
  findStop(runId: string): BudgetRefusal | undefined;
  /** @param usage the total of the current turn so far, not what was added */
  observe(runId: string, usage: Usage): void;
  /** A turn of a live run ended. @param usage of the whole turn; default: what was observed, as for an interrupted turn */
  endTurn(runId: string, usage?: Usage): void;
  /** Inside the write that ends a run. @returns its usage, with a cost if it has tokens */
  settle(runId: string): Usage | undefined;
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
  const { store, journal, clock, log, meters, ledger, reservations, prices } = parts;
  const watch = createWatch(parts);
  let midnight: Timer | undefined;
  let closed = false;
  options.approvals.onSubject("budget", (row, held) => settleAsk(parts, row, held));
  const unsubscribe = journal.subscribe(({ type }) => {
    if (type !== "settings.changed") return;
    watch.checkAll();
    store
      .write(() => continueAll(parts))
      .catch((err: unknown) => log.error({ err }, "work that a budget stopped could not be continued"));
  });

  const unwatch = onClockJump(journal, () => {
    midnight?.cancel();
    void rollOverDaily();
  });

  /** Inside a write: the first budget without room for the run. */
  function refusal(claim: Claim, facts: RunFacts): BudgetRefusal | undefined {
    const above = claim.parent_run_id === null ? undefined : meters.get(claim.parent_run_id)?.stopped;
    const waiting = above ?? waitsAbove(parts, claim);
    if (waiting !== undefined) return toRefusal(waiting);
    const need = estimateNeed(claim);
    const full = ledger
      .listAccounts(facts)
      .filter(({ onLimit }) => onLimit !== "warn")
      .flatMap((account) => refusesRun(account, need, reservations.of(claim.id, account)) ?? []);
    const reached = strictest(full);
    if (reached === undefined) return undefined;
    recordExceeded(parts, facts, { reached, action: reached.onLimit === "ask" ? "asked" : "refused" });
    return toRefusal(reached);
  }

  /** Now, and whenever a day ends. */
  async function rollOverDaily(): Promise<void> {
    let wait = ROLL_OVER_RETRY_MS;
    try {
      await store.write(() => rollOver(parts));
      wait = nextDayAt(clock.now()) - clock.now();
    } catch (err) {
      log.error({ err }, "budgets could not begin a new day; it is tried again");
    }
    if (!closed) midnight = clock.setTimer(wait, () => void rollOverDaily());
  }

  function open(meter: Meter): void {
    const { runId } = meter.facts;
    meters.set(runId, meter);
    store.afterRollback(() => void meters.delete(runId));
    store.afterCommit(() => watch.check(meter));
  }

  function raiseNow(scope: string, added: BudgetAmounts, by: string): void {
    raise(parts, { scope, added, by });
    store.afterCommit(() => watch.checkAll());
  }

  return {
    admit(claim, model) {
      const facts = factsOf(parts, claim, model);
      const refused = refusal(claim, facts);
      if (refused !== undefined) return refused;
      open(createMeter(facts, clock));
      countRun(parts, facts);
      return undefined;
    },
    adopt(claim, model, before) {
      const { usage, ms } = meteredOf(parts, claim.run_id);
      open(createMeter(factsOf(parts, claim, model), clock, { before, usage, ms }));
    },
    usageOf: (runId) => meters.get(runId)?.usage ?? {},
    getSignal: (runId) => meters.get(runId)?.signal ?? NEVER,
    findStop(runId) {
      const reached = meters.get(runId)?.stopped;
      return reached === undefined ? undefined : toRefusal(reached);
    },
    observe(runId, usage) {
      const meter = meters.get(runId);
      if (meter === undefined) return;
      const isWaiting = meter.dirty;
      meter.set(prices().reprice(usage, meter.facts.model));
      watch.check(meter);
      if (!isWaiting) parts.writeSoon(() => storeUsage(parts, meter));
    },
    endTurn(runId, usage) {
      const meter = meters.get(runId);
      if (usage !== undefined) meter?.set(prices().reprice(usage, meter.facts.model));
      meter?.endTurn();
    },
    settle(runId) {
      const meter = meters.get(runId);
      if (meter === undefined) return undefined;
      storeUsage(parts, meter);
      recordReconciled(parts, meter);
      store.afterCommit(() => {
        meters.delete(runId);
        watch.ended(meter);
      });
      return Object.keys(meter.usage).length === 0 ? undefined : meter.usage;
    },
    remember(messageRowId, { reached }) {
      store.budgets.stop({ id: messageRowId, scope: reached.scope, now: clock.now() });
    },
    ask: (message, { reached }, runId) => requestDecision(parts, message, { reached, runId }),
    start: rollOverDaily,
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
      closed = true;
      midnight?.cancel();
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

/** As it was stored: with the working time since the start, which the daemon did not see all of. */
function meteredOf({ store, clock }: BudgetParts, runId: string): { usage: Usage; ms: number } {
  const row = store.runs.get(runId);
  if (row === undefined) return { usage: {}, ms: 0 };
  const { input_tokens: input, output_tokens: output, cached_tokens: cached, cost_usd: cost } = row;
  return {
    usage: {
      ...(input === null ? {} : { inputTokens: input }),
      ...(output === null ? {} : { outputTokens: output }),
      ...(cached === null ? {} : { cachedTokens: cached }),
      ...(cost === null ? {} : { costUsd: cost }),
      ...(row.cost_estimated === 1 ? { estimated: true } : {}),
    },
    ms: Math.max(row.active_ms ?? 0, clock.now() - row.created_at),
  };
}

function factsOf({ store, clock }: BudgetParts, claim: Claim, model: string | undefined): RunFacts {
  const conversation = store.conversations.get(claim.conversation_id);
  return {
    runId: claim.run_id,
    messageRowId: claim.id,
    agentId: claim.agent_id,
    teamId: conversation?.team_id ?? null,
    conversationId: claim.conversation_id,
    rootConversationId: conversation?.budget_root ?? claim.conversation_id,
    parentRunId: claim.parent_run_id,
    model: model ?? "",
    day: localDay(clock.now()),
  };
}

function toRefusal(reached: Reached): BudgetRefusal {
  return { reached, asks: reached.onLimit === "ask" };
}
