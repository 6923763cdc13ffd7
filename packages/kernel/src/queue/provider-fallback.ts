/**
 * Which provider runs the next attempt of a message. An agent's own provider is entry 0, its `fallback` list follows.
 * A message goes down the list and never up; the next message begins with entry 0 again, so nothing is remembered
 * between messages and a provider that has recovered is used at once. Pure.
 */
import type { AgentConfig, RunErrorInfo } from "@tinyagi/contracts";

/** Failures of one entry that may pass, after which the next entry is used. */
export const FAILURES_BEFORE_NEXT = 2;
/** A provider that asks for a longer wait than this is left at once. */
export const RATE_WAIT_MAX_MS = 60_000;

export interface ProviderFacts {
  readonly error: RunErrorInfo;
  /** Failed attempts on this entry, before this one. */
  readonly failures: number;
  /** Entry of the failed attempt, from 0. */
  readonly index: number;
  /** Entries in all, at least 1. */
  readonly entries: number;
}

export type ProviderDecision = { readonly kind: "stay" } | { readonly kind: "next"; readonly index: number };

export const STAY: ProviderDecision = { kind: "stay" };

/** Decides after a failed attempt. Failures that another provider would have too (`invalid`, `context_too_long`) stay. */
export function decideProvider(facts: ProviderFacts): ProviderDecision {
  const { index, entries } = facts;
  return index + 1 < entries && isSpent(facts) ? { kind: "next", index: index + 1 } : STAY;
}

function isSpent({ error, failures }: ProviderFacts): boolean {
  switch (error.class) {
    case "auth":
    case "not_found":
      return true;
    case "rate_limited":
      return (error.retryAfterMs ?? 0) > RATE_WAIT_MAX_MS || failures + 1 >= FAILURES_BEFORE_NEXT;
    case "transient":
      return failures + 1 >= FAILURES_BEFORE_NEXT;
    default:
      return false;
  }
}

/** Number of entries an agent has. */
export function providerEntries(agent: Pick<AgentConfig, "fallback"> | undefined): number {
  return 1 + (agent?.fallback?.length ?? 0);
}

/** The agent as its entry `index` runs it; an entry that was removed meanwhile is the last one left. */
export function agentAt(agent: AgentConfig, index: number): AgentConfig {
  const entry = agent.fallback?.[Math.min(index, providerEntries(agent) - 1) - 1];
  return entry === undefined ? agent : { ...agent, provider: entry.provider, model: entry.model ?? "" };
}
