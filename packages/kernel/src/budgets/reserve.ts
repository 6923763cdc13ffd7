/**
 * What a run reserves for its sub-agents, in all budgets that pay for them: those of its conversation, its team and the
 * day, and those of the agents that will work. All functions run inside a write.
 */

import { localDay } from "@tinyagi/base";
import { AppError, type BudgetAmounts } from "@tinyagi/contracts";
import { exceededText, shortfallText } from "@tinyagi/views";
import { type Amounts, atLeastZero, fromSettings, minus, NOTHING, plus, toSettings } from "./amounts.js";
import { eventScope } from "./book.js";
import { type Account, type Reached, refusesRun, shortfall } from "./decide.js";
import { toFact } from "./fact.js";
import type { BudgetParts } from "./parts.js";
import type { RequestedPart, Reservation } from "./reservations.js";
import { isIn, listScopes, namedBudget, type RunFacts, type ScopeKey, toTopic } from "./scope.js";

/** What is wanted for each sub-agent, by a name of the caller's. Without an agent, the one that asks works itself. */
export type BudgetClaims = ReadonlyMap<string, BudgetAmounts & { agent?: string }>;

/** A budget that would pay for sub-agents. Amounts are in the units of the settings. */
export interface Room {
  scope: string;
  /** The day that it counts; null for a conversation. */
  day: string | null;
  /** Of what is limited. */
  needed: BudgetAmounts;
  /** Absent amounts have no limit. */
  left: BudgetAmounts;
  /** Set when it has too little left. */
  lack?: Shortfall;
}

/** A budget that has less left than sub-agents want. */
export interface Shortfall {
  scope: string;
  /** Whether a person may be asked to raise it. */
  asks: boolean;
  /** By how much it must be raised. */
  added: BudgetAmounts;
  /** For people: the budget, what is left, and what is missing. */
  reason: string;
}

/** @throws AppError `NOT_FOUND` for a run that does not exist */
export function roomFor(parts: BudgetParts, runId: string, wanted: BudgetClaims): Room[] {
  return listPayers(parts, factsOfRun(parts, runId), wanted).map(({ account, need, own }) => {
    const { scope, onLimit } = account;
    const named = namedBudget(account);
    const added = shortfall(account, need, own);
    const isShort = refusesRun(account, need, own) !== undefined;
    const left = toSettings(getRemaining(account, own));
    return {
      scope,
      day: named.day,
      needed: limitedBy(left, toSettings(need)),
      left,
      ...(isShort && {
        lack: { scope, asks: onLimit === "ask", added, reason: shortfallText(named, added) },
      }),
    };
  });
}

/**
 * @param wanted.began whether the sub-agents have begun before: then they keep what they need, whatever is left
 * @throws AppError as `Budgets.reserve`
 */
export function reserve(
  parts: BudgetParts,
  runId: string,
  { wanted, began }: { wanted: BudgetClaims; began: boolean },
): Reservation {
  const { journal, reservations, store } = parts;
  const facts = factsOfRun(parts, runId);
  const reached = began ? undefined : firstReached(listPayers(parts, facts, wanted));
  if (reached !== undefined) throw new AppError("BUDGET_EXCEEDED", exceededText(toFact(reached, "refused")));
  const all = toParts(facts, wanted);
  const budgets = listAccounts(parts, facts, [...all.values()]).map(({ scope }) => scope);
  const scope = eventScope(facts);
  const need = sumAll([...all.values()]);
  if (budgets.length > 0) journal.append("budget.reserved", { budgets, ...toSettings(need) }, scope);
  let stored = true;
  const held = reservations.hold(facts, all, (rest) => {
    if (budgets.length === 0 || !stored) return;
    parts.writeSoon(() => journal.append("budget.refunded", { budgets, ...toSettings(rest) }, scope));
  });
  store.afterRollback(() => {
    stored = false;
    held.release();
  });
  return held;
}

/** A budget that ends or refuses work, with what sub-agents would take from it. */
interface Payer {
  account: Account;
  need: Amounts;
  /** Reserved in it for the run that asks. */
  own: Amounts;
}

function listPayers(parts: BudgetParts, facts: RunFacts, wanted: BudgetClaims): Payer[] {
  const all = [...toParts(facts, wanted).values()];
  return listAccounts(parts, facts, all)
    .filter(({ onLimit }) => onLimit !== "warn")
    .map((account) => ({
      account,
      need: sumAll(all.filter(({ payer }) => isIn(payer, account))),
      own: parts.reservations.of(facts.messageRowId, account),
    }));
}

function firstReached(payers: readonly Payer[]): Reached | undefined {
  for (const { account, need, own } of payers) {
    const reached = refusesRun(account, need, own);
    if (reached !== undefined) return reached;
  }
  return undefined;
}

function toParts(facts: RunFacts, wanted: BudgetClaims): Map<string, RequestedPart> {
  return new Map(
    [...wanted].map(([name, { agent = facts.agentId, ...amounts }]) => [
      name,
      { payer: { ...facts, agentId: agent }, amounts: fromSettings(amounts, 0) },
    ]),
  );
}

/** The budgets that are set of everything that pays, each once, in the order of their scopes. */
function listAccounts({ ledger }: BudgetParts, facts: RunFacts, parts: readonly RequestedPart[]): Account[] {
  const payers = parts.length === 0 ? [facts] : parts.map(({ payer }) => payer);
  const keys = new Map<string, ScopeKey>();
  for (const key of payers.flatMap(listScopes)) keys.set(toTopic(key), key);
  return [...keys.values()].flatMap((key) => ledger.account(key) ?? []);
}

function sumAll(parts: readonly RequestedPart[]): Amounts {
  return parts.map(({ amounts }) => amounts).reduce(plus, NOTHING);
}

function limitedBy(left: BudgetAmounts, need: BudgetAmounts): BudgetAmounts {
  return Object.fromEntries(Object.entries(need).filter(([name]) => Object.hasOwn(left, name)));
}

function getRemaining({ limit, used, reserved }: Account, own: Amounts): Amounts {
  return atLeastZero(plus(minus(minus(limit, used), reserved), own));
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
