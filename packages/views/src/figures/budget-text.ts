/** What people read about budgets, made from facts. */
import { type BudgetAmounts, type BudgetFact, type BudgetReached, extendCommand } from "@tinyagi/contracts";
import type { BudgetName } from "../budgets/words.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { amounts, formatUsed } from "./usage.js";

const DAY_MS = 86_400_000;
/** Of `2026-11-26`. */
const DATE_CHARS = 10;

/** That a budget is used up: `the daily budget of @coder is used up ($5.00 of $5.00).` */
export function usedUpText(reached: BudgetReached | BudgetName, words: ViewWords, isOutside = false): string {
  const used = "resource" in reached ? formatUsed(reached.resource, reached, words) : undefined;
  return words.budgets.usedUp(words.budgets.name(reached, isOutside), used);
}

/** As a sentence of its own. */
export function toSentence(text: string): string {
  const own = text.trim();
  return own.charAt(0).toUpperCase() + own.slice(1);
}

/** What a budget did to work. Of work that an earlier release stopped, the amounts are not known. */
type KnownStop = BudgetFact | (BudgetName & Pick<BudgetFact, "act">);

/** Why work waits for a person, was stopped or was not started. */
export function stopText(fact: KnownStop, words: ViewWords = en): string {
  return words.budgets.acts[fact.act](usedUpText(fact, words));
}

/** The same, with what a person can do. While one is asked, that is the decision. */
export function budgetText(fact: BudgetFact, words: ViewWords = en): string {
  if (fact.act === "waits") return stopText(fact, words);
  return words.budgets.acts[fact.act](exceededText(fact, words));
}

/**
 * That a budget is used up, and what a person can do.
 *
 * @param isOutside whether the reader is not in the conversation that it may be of
 */
export function exceededText(
  fact: Omit<BudgetFact, "act">,
  words: ViewWords = en,
  isOutside = false,
): string {
  const { budgets } = words;
  const answered = fact.answer === undefined ? [] : [budgets.answered(fact.answer)];
  const command = budgets.raise(extendCommand(fact.budget, fact.more));
  return budgets.join([usedUpText(fact, words, isOutside), ...answered, command, ...again(fact, budgets)]);
}

/** That work continues although its budget is used up. @param isOutside as in {@link exceededText} */
export function continuesText(reached: BudgetReached, words: ViewWords = en, isOutside = false): string {
  const { budgets } = words;
  return budgets.join([budgets.continues(usedUpText(reached, words, isOutside)), ...again(reached, budgets)]);
}

/** That most of a budget is used. */
export function partlyUsedText(reached: BudgetReached, words: ViewWords = en): string {
  const { budgets } = words;
  const percent = Math.floor((100 * reached.used) / reached.limit);
  const used = formatUsed(reached.resource, reached, words);
  return budgets.join([budgets.partlyUsed(budgets.name(reached), percent, used), ...again(reached, budgets)]);
}

/** Why sub-agents do not fit. */
export function shortfallText(of: BudgetName, missing: BudgetAmounts, words: ViewWords = en): string {
  return words.budgets.shortfall(words.budgets.name(of), amounts(missing, words));
}

/** What a person decides who is asked for more: anywhere, not only in the conversation that it may be of. */
export function askText(
  reached: BudgetReached,
  added: BudgetAmounts,
  words: ViewWords = en,
): { title: string; detail: string } {
  const { budgets } = words;
  const more = amounts(added, words);
  return {
    title: budgets.ask(budgets.name(reached, true), more),
    detail: budgets.askDetail(usedUpText(reached, words, true), more, reached.day).join("\n"),
  };
}

/** When the budget is whole again; nothing for one of a conversation. */
function again({ day }: BudgetName, budgets: ViewWords["budgets"]): string[] {
  const begin = Date.parse(`${day}T00:00:00Z`);
  // What a daemon sends is not checked here, and a day that is none must not take the rest with it.
  if (Number.isNaN(begin)) return [];
  return [budgets.again(new Date(begin + DAY_MS).toISOString().slice(0, DATE_CHARS))];
}
