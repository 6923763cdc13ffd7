import { budgetSubject } from "@tinyagi/contracts";
import type { BudgetName, BudgetWords } from "./words.js";

/** English. */
export const budgetsEn: BudgetWords = {
  name: nameOf,
  usedUp: (name, used) => `${name} is used up${used === undefined ? "" : ` (${used})`}.`,
  acts: {
    waits: (sentences) => `waits for a person: ${sentences}`,
    refused: (sentences) => `not started: ${sentences}`,
    stopped: (sentences) => `stopped: ${sentences}`,
  },
  answered: ({ isDenied, remark }) =>
    `${isDenied ? "A person denied more" : "No one approved more in time"}${remark === null ? "" : ` (${remark})`}.`,
  raise: (command) => `Raise it, and TinyAGI continues: /${command} (an owner), or \`tinyagi ${command}\`.`,
  again: (date) => `It starts again on ${date} at 00:00.`,
  continues: (usedUp) => `${capital(usedUp)} Work continues, because its \`onLimit\` is \`warn\`.`,
  partlyUsed: (name, percent, used) => `${capital(name)} is ${percent} % used (${used}).`,
  shortfall: (name, amounts) => `${name} has ${amounts} too little left for the plan`,
  ask: (name, amounts) => `Raise ${name} by ${amounts}?`,
  askDetail: (usedUp, amounts, day) => [
    capital(usedUp),
    `If you approve, TinyAGI raises it by ${amounts}${day === null ? "" : ` for ${day}`}, and the work continues where it stopped.`,
    "If you deny, or no one decides in time, the work ends, and its sender gets what was written so far.",
  ],
  join: (sentences) => sentences.join(" "),
};

function nameOf({ budget, day }: BudgetName, isOutside = false): string {
  const { kind, id } = budgetSubject(budget);
  switch (kind) {
    case "day":
      return `the budget of the day${day === null ? "" : ` ${day}`}`;
    case "agent":
      return `the daily budget of @${id}`;
    case "team":
      return `the daily budget of team @${id}`;
    case "conversation":
      return isOutside ? "the budget of a conversation" : "the budget of this conversation";
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
