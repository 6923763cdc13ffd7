import type { BudgetFact } from "@tinyagi/contracts";

/** A budget, and the day that it counts; null for a conversation. */
export type BudgetName = Pick<BudgetFact, "budget" | "day">;

/** The parts of the sentences about budgets. */
export interface BudgetWords {
  /** @param isOutside - whether the reader is not in the conversation that it may be of */
  name(of: BudgetName, isOutside?: boolean): string;
  /** @param used - `$5.00 of $5.00`; absent where no one knows it any more */
  usedUp(name: string, used?: string): string;
  readonly acts: Readonly<Record<BudgetFact["act"], (sentences: string) => string>>;
  /** What a person said who was asked for more. */
  answered(answer: NonNullable<BudgetFact["answer"]>): string;
  /** @param command - without `/` and `tinyagi` */
  raise(command: string): string;
  /** @param date - on which the budget is whole again */
  again(date: string): string;
  continues(usedUp: string): string;
  partlyUsed(name: string, percent: number, used: string): string;
  shortfall(name: string, amounts: string): string;
  ask(name: string, amounts: string): string;
  /** @param day - null for a conversation */
  askDetail(usedUp: string, amounts: string, day: string | null): readonly string[];
  /** Puts sentences together. */
  join(sentences: readonly string[]): string;
}
