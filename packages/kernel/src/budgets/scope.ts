/** Which budgets apply to a run, and where the settings define them. Pure. */
import { type Budget, budgetSubject, type OnLimit, type Settings } from "@tinyagi/contracts";
import { tighter } from "./amounts.js";

/** What decides which budgets a run counts for. It does not change while the run is live. */
export interface RunFacts {
  runId: string;
  messageRowId: number;
  agentId: string;
  teamId: string | null;
  conversationId: string;
  /** The first conversation of a series of follow-ups. */
  rootConversationId: string;
  parentRunId: string | null;
  model: string;
  /** Local date of its start. */
  day: string;
}

/** A budget and the period that it counts. */
export interface ScopeKey {
  scope: string;
  /** The day; empty for a conversation. */
  period: string;
}

const CONVERSATION = "conversation:";
const TEAM = "team:";
const AGENT = "agent:";
const STRICTNESS: Readonly<Record<OnLimit, number>> = { stop: 0, ask: 1, warn: 2 };

/** From what ends work to what only warns. */
export function strictness(onLimit: OnLimit): number {
  return STRICTNESS[onLimit];
}

/** From the narrowest to the widest: conversation, team, agent, day. */
export function listScopes(facts: RunFacts): ScopeKey[] {
  const { day } = facts;
  return [
    { scope: `${CONVERSATION}${facts.rootConversationId}`, period: "" },
    ...(facts.teamId === null ? [] : [{ scope: `${TEAM}${facts.teamId}`, period: day }]),
    { scope: `${AGENT}${facts.agentId}`, period: day },
    { scope: "day", period: day },
  ];
}

/** The period of a budget as it is counted on this day. */
export function toKey(scope: string, day: string): ScopeKey {
  return { scope, period: scope.startsWith(CONVERSATION) ? "" : day };
}

const TOPIC = /^budget:(\S+) (\S*)$/;

/** Names a budget of one period: what an approval is about. */
export function toTopic({ scope, period }: ScopeKey): string {
  return `budget:${scope} ${period}`;
}

/** Undefined for another topic. */
export function keyOfTopic(topic: string): ScopeKey | undefined {
  const [, scope, period] = TOPIC.exec(topic) ?? [];
  return scope === undefined || period === undefined ? undefined : { scope, period };
}

/** A budget as facts name it. */
export function namedBudget({ scope, period }: ScopeKey): { budget: string; day: string | null } {
  return { budget: scope, day: period === "" ? null : period };
}

export function isIn(facts: RunFacts, { scope, period }: ScopeKey): boolean {
  return listScopes(facts).some((own) => own.scope === scope && own.period === period);
}

/**
 * The budget of a scope as it is configured now.
 *
 * @param own the budget that the message of a conversation set: it can lower the settings' budget, not raise it
 */
export function configured(scope: string, settings: Settings, own: Budget | undefined): Budget | undefined {
  const subject = budgetSubject(scope);
  switch (subject.kind) {
    case "day":
      return settings.budgets.day;
    case "agent":
      return Object.hasOwn(settings.agents, subject.id) ? settings.agents[subject.id]?.budget : undefined;
    case "team":
      return Object.hasOwn(settings.teams, subject.id) ? settings.teams[subject.id]?.budget : undefined;
    case "conversation":
      return both(settings.budgets.conversation, own);
  }
}

function both(general: Budget | undefined, own: Budget | undefined): Budget | undefined {
  if (general === undefined || own === undefined) return own ?? general;
  const { onLimit: first = "stop" } = general;
  const { onLimit: second = first } = own;
  const onLimit = STRICTNESS[first] <= STRICTNESS[second] ? first : second;
  return { ...tighter(general, own), onLimit };
}
