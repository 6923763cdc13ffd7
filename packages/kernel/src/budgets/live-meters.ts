/** The meters of live runs: opened when a run is claimed, counted while it works, settled when it ends. */
import { localDay } from "@tinyagi/base";
import type { Usage } from "@tinyagi/contracts";
import type { Claim } from "../queue/queue-contract.js";
import { waitsAbove } from "./asks.js";
import { countRun, recordExceeded, recordReconciled, storeUsage } from "./book.js";
import { estimateNeed, type Reached, refusesRun, strictest } from "./decide.js";
import { createMeter, type Meter } from "./meter.js";
import type { BudgetParts } from "./parts.js";
import type { RunFacts } from "./scope.js";
import type { Watch } from "./watch.js";

const NEVER = new AbortController().signal;

export interface BudgetRefusal {
  reached: Reached;
  /** Whether the message waits until a person has decided. Otherwise it ends. */
  asks: boolean;
}

export interface LiveMeters {
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
  /** Something else was done for a live run, by another model than its own. */
  count(runId: string, usage: Usage, model: string): void;
  /** A turn of a live run ended. @param usage of the whole turn; default: what was observed, as for an interrupted turn */
  endTurn(runId: string, usage?: Usage): void;
  /** Inside the write that ends a run. @returns its usage, with a cost if it has tokens */
  settle(runId: string): Usage | undefined;
}

export function createLiveMeters(parts: BudgetParts, watch: Watch): LiveMeters {
  const { clock, meters } = parts;
  return {
    admit(claim, model) {
      const facts = factsOf(parts, claim, model);
      const refused = findRefusal(parts, claim, facts);
      if (refused !== undefined) return refused;
      open(parts, createMeter(facts, clock), watch);
      countRun(parts, facts);
      return undefined;
    },
    adopt(claim, model, before) {
      const { usage, ms } = meteredOf(parts, claim.run_id);
      open(parts, createMeter(factsOf(parts, claim, model), clock, { before, usage, ms }), watch);
    },
    usageOf: (runId) => meters.get(runId)?.usage ?? {},
    getSignal: (runId) => meters.get(runId)?.signal ?? NEVER,
    findStop(runId) {
      const reached = meters.get(runId)?.stopped;
      return reached === undefined ? undefined : toRefusal(reached);
    },
    ...createCounts(parts, watch),
  };
}

/** What is counted of a run while it works, and at its end. */
function createCounts(
  parts: BudgetParts,
  watch: Watch,
): Pick<LiveMeters, "observe" | "count" | "endTurn" | "settle"> {
  const { store, meters, prices } = parts;
  function change(runId: string, by: (meter: Meter) => void): void {
    const meter = meters.get(runId);
    if (meter === undefined) return;
    const isWaiting = meter.dirty;
    by(meter);
    watch.check(meter);
    if (!isWaiting) parts.writeSoon(() => storeUsage(parts, meter));
  }

  return {
    observe: (runId, usage) =>
      change(runId, (meter) => meter.set(prices().reprice(usage, meter.facts.model))),
    count: (runId, usage, model) => change(runId, (meter) => meter.add(prices().reprice(usage, model))),
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
  };
}

function open({ store, meters }: BudgetParts, meter: Meter, watch: Watch): void {
  const { runId } = meter.facts;
  meters.set(runId, meter);
  store.afterRollback(() => void meters.delete(runId));
  store.afterCommit(() => watch.check(meter));
}

/** Inside a write: the first budget without room for the run. */
function findRefusal(parts: BudgetParts, claim: Claim, facts: RunFacts): BudgetRefusal | undefined {
  const { meters, ledger, reservations } = parts;
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
