/** `budgets` and `budget extend`: what agents may still use, and more of it. */
import { BUDGET_RESOURCES, type BudgetAmounts, type BudgetView } from "@tinyagi/contracts";
import { amount, formatUsed, minute, stamp, workTitle } from "@tinyagi/views";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { NO_MORE, readMore } from "./budget-overview.js";

const HEAD = ["BUDGET", "USED", "RESERVED", "AT THE LIMIT", "STATE", "FORECAST", "USED UP"];
const LIST_EXAMPLES = `
Set a budget in the settings:
  tinyagi config set budgets.day.usd 10
  tinyagi config set agents.coder.budget.usd 2
  tinyagi config set budgets.conversation.onLimit warn

Examples:
  tinyagi budgets
  tinyagi budgets --json
  tinyagi budgets --conversation conv_abc123def456
`;
const STOPS_EXAMPLES = `
Examples:
  tinyagi budget stops
  tinyagi budget stops --limit 5 --json
`;
const EXTEND_EXAMPLES = `
The budget is raised until midnight; that of a conversation, permanently. Work that it stopped continues.

Examples:
  tinyagi budget extend day --usd 5
  tinyagi budget extend agent:coder --tokens 200000 --runs 10
`;

export function registerBudgets(program: Command, context: CliContext): void {
  program
    .command("budgets")
    .option("--conversation <id>", "show only the budget of this conversation and its follow-ups")
    .addHelpText("after", LIST_EXAMPLES)
    .action((options: { conversation?: string }) => list(context, options));
}

export function registerBudget(program: Command, context: CliContext): void {
  const budget = program.command("budget");
  budget
    .command("stops")
    .summary("list the work that budgets stopped")
    .description("List the messages that a budget stopped and that were not continued.")
    .option("--limit <n>", "show at most this many", parseLimit)
    .addHelpText("after", STOPS_EXAMPLES)
    .action((options: { limit?: number }) => stops(context, options));
  budget
    .command("extend")
    .summary("raise a budget and continue the work that it stopped")
    .description("Raise a budget and continue the work that it stopped.")
    .argument("<scope>", "day, agent:<id>, team:<id> or conversation:<id>, as `tinyagi budgets` prints it")
    .option("--usd <amount>", "US dollars to add", parseAmount)
    .option("--tokens <number>", "tokens to add", parseAmount)
    .option("--runs <number>", "runs to add", parseAmount)
    .option("--minutes <number>", "minutes of working time to add", parseAmount)
    .addHelpText("after", EXTEND_EXAMPLES)
    .action((scope: string, amounts: BudgetAmounts) => extend(context, scope, amounts));
}

/** `usd=2,minutes=10`, as given with a message. */
export function parseBudget(value: string): BudgetAmounts {
  const amounts: BudgetAmounts = {};
  for (const part of value.split(",")) {
    const [name, amount, ...rest] = part.split("=").map((word) => word.trim());
    const resource = BUDGET_RESOURCES.find((known) => known === name);
    if (resource === undefined || amount === undefined || rest.length > 0)
      throw new InvalidArgumentError(
        `Use amounts such as usd=2 or tokens=50000,minutes=10. Known: ${BUDGET_RESOURCES.join(", ")}.`,
      );
    amounts[resource] = parseAmount(amount);
  }
  return amounts;
}

function parseAmount(value: string): number {
  const amount = Number(value);
  if (value.trim() !== "" && Number.isFinite(amount) && amount >= 0) return amount;
  throw new InvalidArgumentError("Use a number of 0 or more.");
}

async function list(context: CliContext, query: { conversation?: string }): Promise<void> {
  const client = await context.connect();
  const budgets = await client.call("listBudgets", { query, signal: context.signal });
  const isAll = query.conversation === undefined && !context.output.json;
  const more = isAll ? await readMore(context, client) : NO_MORE;
  const example = query.conversation === undefined ? "day" : "conversation";
  context.output.data(budgets, (columns) => {
    const rows = [...more.rows, ...budgets.map(row)];
    const list =
      rows.length === 0
        ? [`No budgets are set. Set one: tinyagi config set budgets.${example}.usd 10`]
        : table(HEAD, rows, columns);
    return [...list, ...more.stopped];
  });
}

async function stops(context: CliContext, query: { limit?: number }): Promise<void> {
  const client = await context.connect();
  const list = await client.call("listBudgetStops", { query, signal: context.signal });
  context.output.data(list, (columns) =>
    list.length === 0
      ? ["No budget has stopped any work."]
      : table(
          ["WHEN", "AGENT", "MESSAGE", "WHY", "TO CONTINUE", "ABOUT"],
          list.map(({ stoppedAt, agent, messageId, reason, scope, raise, preview, title }) => [
            stamp(stoppedAt),
            `@${agent}`,
            messageId,
            reason,
            raise === null ? "send it again" : `tinyagi budget extend ${scope}${toOptions(raise)}`,
            workTitle({ title, text: preview }),
          ]),
          columns,
        ),
  );
}

function toOptions(amounts: BudgetAmounts): string {
  return BUDGET_RESOURCES.filter((resource) => amounts[resource] !== undefined)
    .map((resource) => ` --${resource} ${amounts[resource]}`)
    .join("");
}

async function extend(context: CliContext, scope: string, amounts: BudgetAmounts): Promise<void> {
  if (Object.keys(amounts).length === 0)
    throw usageError("Say by how much to raise it: --usd, --tokens, --runs or --minutes.");
  const client = await context.connect();
  const body = amounts;
  const budget = await client.call("extendBudget", { params: { scope }, body, signal: context.signal });
  context.output.data(budget, () => [`${budget.scope}: ${usedText(budget)}`]);
}

function row(budget: BudgetView): string[] {
  const { scope, onLimit, state, reserved, forecast, goneAt } = budget;
  const limited = BUDGET_RESOURCES.filter((resource) => budget.limit[resource] !== undefined);
  const shown = (amounts: BudgetAmounts = {}): string =>
    limited
      .filter((resource) => (amounts[resource] ?? 0) > 0)
      .map((resource) => amount(resource, amounts[resource] ?? 0))
      .join(", ");
  const gone = goneAt === undefined ? "" : minute(goneAt);
  return [scope, usedText(budget), shown(reserved), onLimit, state, shown(forecast), gone];
}

function usedText({ limit, used }: BudgetView): string {
  return BUDGET_RESOURCES.flatMap((resource) => {
    const most = limit[resource];
    return most === undefined ? [] : formatUsed(resource, { used: used[resource], limit: most });
  }).join(", ");
}
