/** What people read about a budget: its name, its value, and what they can do. Pure. */

import { type BudgetAmounts, extendCommand } from "@tinyagi/contracts";
import { amounts, usedOf } from "@tinyagi/views";
import type { Reached } from "./decide.js";
import { type ScopeKey, subjectOf } from "./scope.js";

const DAY_MS = 86_400_000;
/** Of `2026-11-26`. */
const DATE_CHARS = 10;

/** Why a run was stopped or not started. */
export function explainStop(reached: Reached): string {
  return `${nameOf(reached)} is used up (${state(reached)}). ${remedy(reached)}`;
}

/** Why a message waits: a person is asked. */
export function explainWait(reached: Reached): string {
  return `waits for a person: ${nameOf(reached)} is used up (${state(reached)}).`;
}

/** Why a message ends: no one raised the budget. @param answer what a person said to it */
export function explainDenied(reached: Reached, answer: { denied: boolean; remark: string | null }): string {
  const who = answer.denied ? "A person denied more" : "No one approved more in time";
  const remark = answer.remark === null ? "" : ` (${answer.remark})`;
  return `${nameOf(reached)} is used up (${state(reached)}). ${who}${remark}. ${remedy(reached)}`;
}

/** Why sub-agents do not fit. */
export function explainShortfall(key: ScopeKey, added: BudgetAmounts): string {
  return `${nameOf(key)} has ${amounts(added)} too little left for the plan`;
}

/** What a person decides about. */
export function askForMore(reached: Reached, added: BudgetAmounts): { title: string; detail: string } {
  const more = amounts(added);
  const until = reached.period === "" ? "" : ` for ${reached.period}`;
  return {
    title: `Raise ${nameOf(reached)} by ${more}?`,
    detail: [
      `${capital(nameOf(reached))} is used up (${state(reached)}).`,
      `If you approve, TinyAGI raises it by ${more}${until}, and the work continues where it stopped.`,
      "If you deny, or no one decides in time, the work ends, and its sender gets what was written so far.",
    ].join("\n"),
  };
}

/** A sentence for the reply: work continues although the budget is used up. */
export function explainContinued(reached: Reached): string {
  return `${capital(nameOf(reached))} is used up (${state(reached)}). Work continues, because its \`onLimit\` is \`warn\`.${untilText(reached)}`;
}

/** A sentence for the reply: most of the budget is used. */
export function explainWarning(reached: Reached): string {
  const share = Math.floor((100 * reached.used) / reached.limit);
  return `${capital(nameOf(reached))} is ${share} % used (${state(reached)}).${untilText(reached)}`;
}

function nameOf({ scope, period }: ScopeKey): string {
  const subject = subjectOf(scope);
  switch (subject.kind) {
    case "day":
      return `the budget of the day ${period}`;
    case "agent":
      return `the daily budget of @${subject.id}`;
    case "team":
      return `the daily budget of team @${subject.id}`;
    case "conversation":
      return "the budget of this conversation";
  }
}

function state({ resource, used, limit }: Reached): string {
  return usedOf(resource, { used, limit });
}

function remedy(reached: Reached): string {
  const command = extendCommand(reached.scope, reached.more);
  return `Raise it, and TinyAGI continues: /${command} (an owner), or \`tinyagi ${command}\`.${untilText(reached)}`;
}

/** When the budget is whole again, as a sentence; nothing for one of a conversation. */
function untilText({ period }: ScopeKey): string {
  if (period === "") return "";
  const next = new Date(Date.parse(`${period}T00:00:00Z`) + DAY_MS).toISOString().slice(0, DATE_CHARS);
  return ` It starts again on ${next} at 00:00.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
