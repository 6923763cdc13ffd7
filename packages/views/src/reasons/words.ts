import type { Advice, BudgetFact, Reason, StepWords } from "@tinyagi/contracts";
import type { EndWords } from "./end-words.js";

/** Draws a point in time, milliseconds since the epoch. */
export type DrawTime = (time: number) => string;

/** Why a budget stopped work, in the language of the sentence. */
export type DrawBudget = (fact: BudgetFact) => string;

type Sentences<Fact extends { code: string }> = {
  readonly [Code in Fact["code"]]: (
    fact: Extract<Fact, { code: Code }>,
    time: DrawTime,
    budget: DrawBudget,
  ) => string;
};

/** One sentence for each code: a new code does not compile without one in both languages. */
export interface ReasonWords {
  readonly reasons: Sentences<Reason>;
  readonly steps: StepWords;
  readonly ends: EndWords;
  /** With a full stop. */
  sentence(text: string): string;
  readonly advice: Sentences<Advice>;
}
