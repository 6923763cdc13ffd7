/**
 * The budget port: what a run needs of a budget. `createBudget` of `@tinyagi/graph` fits it as it is; so does anything
 * with these methods. A child's account is opened out of its parent's and closed with the child's end.
 */
import { parseOptions, type Usage } from "@tinyagi/contracts";
import { z } from "zod";

/** Amounts as people write them; an absent one is nothing asked for. */
export interface BudgetRequest {
  tokens?: number | undefined;
  usd?: number | undefined;
  runs?: number | undefined;
  /** Wall time in seconds. */
  seconds?: number;
  /** A hard grant never grows; others draw more from above while there is some. */
  hard?: boolean;
}

const amount = z.number().nonnegative().optional();
const requestSchema = z.strictObject({
  tokens: amount,
  usd: amount,
  runs: amount,
  seconds: amount,
  hard: z.boolean().optional(),
});

/** @throws AppError INVALID_INPUT for an unknown key and for an amount that is not a finite number of zero or more */
export function checkBudgetRequest(request: BudgetRequest): void {
  parseOptions("the sub-agent's budget", requestSchema, request);
}

/** What a run needs of a budget. `createBudget` of `@tinyagi/graph` has all of it. */
export interface BudgetPort {
  /** Reserves a grant and opens an account for a child. @throws when it does not fit */
  child(request: BudgetRequest): BudgetPort;
  /** Books a usage; answers whether this account or one above it is now exceeded. */
  spend(usage: Usage, model?: string): boolean;
  /** Counts the start of a run. */
  spendRun(): boolean;
  /** Whether a paid call may be made now. @param need its estimated size; it must fit what is left */
  allows(need?: { tokens?: number; usd?: number }): boolean;
  /** Calls `listener` after the limit was raised, until the returned function is called. */
  onRaise(listener: () => void): () => void;
  /** Refunds what is left. May be called more than once. */
  close(): void;
  /** At the limit: keep the partial result, wait for a raise, or fail. */
  readonly onLimit: "stop" | "ask" | "fail";
  /** The most used resource, from 0 to 1 and beyond. */
  readonly usedShare: number;
  /** What is left of the account. */
  readonly available: { tokens: number; usd: number; runs: number };
  /** What a child could get, with all that may be drawn from above. */
  reachable(): { tokens: number; usd: number; runs: number };
}

/** Share of a budget from which on a warning is given, once per run. */
export const BUDGET_WARNING_SHARE = 0.8;

/** Amounts that say something: no limit is no figure. */
export function finiteAmounts(amounts: { tokens: number; usd: number; runs: number }): {
  tokens?: number;
  usd?: number;
  runs?: number;
} {
  return Object.fromEntries(Object.entries(amounts).filter(([, value]) => Number.isFinite(value)));
}

/** `min(requested, share)`: a child is never promised more than its parent can give. */
export function clipRequest(request: BudgetRequest, parent: BudgetPort): BudgetRequest {
  const reach = parent.reachable();
  const clipped: BudgetRequest = { ...request };
  for (const key of ["tokens", "usd", "runs"] as const) {
    const asked = request[key];
    if (asked !== undefined) clipped[key] = Math.min(asked, reach[key]);
  }
  return clipped;
}
