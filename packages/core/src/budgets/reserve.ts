/** What a run reserves for its sub-agents. All functions run inside a write. */
import { AppError, type BudgetAmounts } from "@tinyagi/contracts";
import { localDay } from "../base/local-day.js";
import { type Amounts, fromSettings, NOTHING, plus, toSettings } from "./amounts.js";
import { eventScope } from "./book.js";
import { type Account, refusesRun, shortfall } from "./decide.js";
import { explainShortfall, explainStop } from "./describe.js";
import type { BudgetParts } from "./parts.js";
import type { Reservation } from "./reservations.js";
import type { RunFacts } from "./scope.js";

/** What is wanted for each sub-agent, by a name of the caller's. */
export type Wanted = ReadonlyMap<string, BudgetAmounts>;

/** A budget that has less left than sub-agents want. */
export interface Lack {
  scope: string;
  /** Whether a person may be asked to raise it. */
  asks: boolean;
  /** By how much it must be raised. */
  added: BudgetAmounts;
  /** For people: the budget, what is left, and what is missing. */
  reason: string;
}

/** @throws AppError `NOT_FOUND` for a run that does not exist */
export function lackOf(parts: BudgetParts, runId: string, wanted: Wanted): Lack[] {
  const facts = factsOfRun(parts, runId);
  const need = sumOf(wanted);
  const own = parts.reservations.of(facts.messageRowId);
  return limiting(parts, facts).flatMap((account): Lack[] => {
    if (refusesRun(account, need, own) === undefined) return [];
    const added = shortfall(account, need, own);
    return [
      {
        scope: account.scope,
        asks: account.onLimit === "ask",
        added,
        reason: explainShortfall(account, added),
      },
    ];
  });
}

/**
 * @param wanted.began whether the sub-agents have begun before: then they keep what they need, whatever is left
 * @throws AppError as `Budgets.reserve`
 */
export function reserve(
  parts: BudgetParts,
  runId: string,
  { wanted, began }: { wanted: Wanted; began: boolean },
): Reservation {
  const { journal, reservations, store } = parts;
  const facts = factsOfRun(parts, runId);
  const need = sumOf(wanted);
  const own = reservations.of(facts.messageRowId);
  for (const account of began ? [] : limiting(parts, facts)) {
    const reached = refusesRun(account, need, own);
    if (reached !== undefined) throw new AppError("BUDGET_EXCEEDED", explainStop(reached));
  }
  const budgets = parts.ledger.accountsOf(facts).map(({ scope }) => scope);
  const scope = eventScope(facts);
  if (budgets.length > 0) journal.append("budget.reserved", { budgets, ...toSettings(need) }, scope);
  const amounts = new Map([...wanted].map(([name, one]) => [name, fromSettings(one, 0)]));
  let stored = true;
  const held = reservations.hold(facts, amounts, (rest) => {
    if (budgets.length === 0 || !stored) return;
    parts.writeSoon(() => journal.append("budget.refunded", { budgets, ...toSettings(rest) }, scope));
  });
  store.afterRollback(() => {
    stored = false;
    held.release();
  });
  return held;
}

/** Budgets that end or refuse work. */
function limiting({ ledger }: BudgetParts, facts: RunFacts): Account[] {
  return ledger.accountsOf(facts).filter(({ onLimit }) => onLimit !== "warn");
}

function sumOf(wanted: Wanted): Amounts {
  return [...wanted.values()].map((one) => fromSettings(one, 0)).reduce(plus, NOTHING);
}

/** After a restart a run is not live, and its sub-agents continue. */
function factsOfRun({ meters, store, clock }: BudgetParts, runId: string): RunFacts {
  const live = meters.get(runId)?.facts;
  if (live !== undefined) return live;
  const run = store.runs.get(runId);
  const message = run && store.messages.get(run.message_row_id);
  if (run === undefined || message === undefined)
    throw new AppError("NOT_FOUND", `There is no run ${runId}.`);
  const conversation = store.conversations.get(message.conversation_id);
  return {
    runId,
    messageRowId: message.id,
    agentId: message.agent_id,
    teamId: conversation?.team_id ?? null,
    conversationId: message.conversation_id,
    rootConversationId: conversation?.budget_root ?? message.conversation_id,
    parentRunId: message.parent_run_id,
    model: run.model ?? "",
    day: localDay(clock.now()),
  };
}
