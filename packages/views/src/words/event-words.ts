import type {
  BudgetAmounts,
  BudgetFact,
  BudgetResource,
  EventData,
  EventType,
  SpawnEstimate,
  UnheardReason,
  Usage,
  Why,
} from "@tinyagi/contracts";
import type { SaidTool } from "./tool-words.js";

/** How the sentences write amounts and agents: in the language of the sentence. */
export interface EventFormats {
  duration(ms: number): string;
  money(cost: Pick<Usage, "costUsd" | "estimated">): string;
  /** What is used of a budget: `$8.41 of $20.00`. */
  used(of: { resource: BudgetResource; used: number; limit: number }): string;
  /** Amounts of a budget: `$0.40 and 500 tokens`. */
  amounts(of: BudgetAmounts): string;
  /** Whose budget it is: `the daily budget of @coder`. */
  budget(of: { budget: string; day?: string | null | undefined }): string;
  /** That it is used up, without a full stop. */
  usedUp(of: BudgetFact): string;
  /** Several of them. */
  budgets(scopes: readonly string[]): string;
  /** What a plan will probably cost: `$0.40 and 500 tokens`. */
  cost(of: SpawnEstimate["total"]): string;
  /** What a run reported: `340 tokens · $0.0123`; empty when it reported nothing. */
  usage(usage: Usage): string;
  /** What an approval asks: `Change login.ts`. */
  asked(of: EventData<"approval.requested">): string;
  /** What a tool call does: `runs npm test`. */
  tool(of: SaidTool): string;
  /** Why it happened: of the fact, or the sentence of an earlier release. */
  why(of: { reason: string; why?: Why | undefined }): string;
  /** Begins a sentence about what this agent does: `@coder `; empty where the agent stands beside the sentence. */
  agent(id: string): string;
}

/** What an attempt runs on. */
export type RunsOn = Pick<
  EventData<"run.started">,
  "provider" | "model" | "harness" | "login" | "effort" | "chosen"
>;

/** A sentence for every event. A type without one does not compile. */
export type EventSentences = {
  readonly [T in EventType]: (data: EventData<T>, formats: EventFormats) => string;
};

/** The texts about events. */
export interface EventWords {
  readonly sentences: EventSentences;
  /** What a revision of the settings changed; the first one is what was there. */
  settings(paths: readonly string[]): string;
  /** Why a recording has no transcript. */
  unheard(reason: UnheardReason): string;
}
