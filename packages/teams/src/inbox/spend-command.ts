/** `/spend` and `/usage`: what runs cost, what budgets and subscriptions have left, which providers are paused. */

import type { SpendSumsByDay } from "@tinyagi/contracts";
import { pausedPart, timeMark } from "@tinyagi/contracts/shown-text";
import { spendReport } from "@tinyagi/features";
import { counted, money, tokens } from "@tinyagi/views";
import { budgetLines } from "./budget-command.js";
import type { CommandParts, CommandResult } from "./command-call.js";
import type { LoginUsage } from "./desk.js";

type Parts = Pick<CommandParts, "store" | "clock" | "desk">;

const DAYS = 30;
const ROWS_MAX = 8;

export async function spendCommand(parts: Parts): Promise<CommandResult> {
  return say((await spendLines(parts)).join("\n"));
}

export async function usageCommand(parts: Parts): Promise<CommandResult> {
  const { desk } = parts;
  const logins = desk.loginUsage();
  const lines = [
    ...(await spendLines(parts)),
    "",
    "Budgets:",
    ...budgetLines(desk.budgets.list()),
    "",
    "Providers:",
    ...logins.flatMap(loginLines),
    ...pauseLines(parts),
  ];
  return say(lines.join("\n"));
}

async function spendLines({ store, clock }: Parts): Promise<string[]> {
  const now = clock.now();
  const [today, month] = await Promise.all([
    spendReport(store, { by: "agent", days: 1, limit: ROWS_MAX }, now),
    spendReport(store, { by: "agent", days: DAYS, limit: ROWS_MAX }, now),
  ]);
  return [
    `Today: ${sumText(today.total)}.`,
    `Last ${DAYS} days: ${sumText(month.total)}.`,
    ...month.rows.map((row) => `- @${row.key}: ${sumText(row)}`),
    ...(month.rest === null ? [] : [`- other agents: ${sumText(month.rest)}`]),
  ];
}

function sumText({ runs, costUsd, estimated, inputTokens, outputTokens }: SpendSumsByDay): string {
  const cost = costUsd === null ? "cost unknown" : money({ costUsd, estimated });
  return `${cost}, ${tokens((inputTokens ?? 0) + (outputTokens ?? 0))}, ${counted(runs, "run")}`;
}

function loginLines({ provider, login, windows }: LoginUsage): string[] {
  const who = login === undefined ? provider : `${provider} (${login})`;
  return windows.map(({ name, used, resetsAt }) => {
    const until = resetsAt === undefined ? "" : `, resets ${timeMark(resetsAt)}`;
    return `- ${who}: ${Math.round(used * 100)} % of ${name} used${until}`;
  });
}

function pauseLines({ desk }: Parts): string[] {
  const paused = desk.circuits.list();
  if (paused.length === 0) return ["- none is paused"];
  return paused.map(
    ({ reason, until, ...part }) =>
      `- ${pausedPart(part)} is paused until ${timeMark(until)}: ${reason} To try at once: /retry all`,
  );
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
