/** The daily budget that the set-up proposes once: asked at a terminal, or decided by flags. */

import type { Client } from "@tinyagi/client";
import { money } from "@tinyagi/views";
import type { CliContext } from "../../context/context.js";
import { askText } from "../../prompt/ask.js";

/** An amount in US dollars, or that there is none. */
export type DailyBudget = number | false;

/** Asks if it is still open. Nothing is asked where no agent costs money. */
export async function askDailyBudget(context: CliContext, client: Client): Promise<void> {
  const { signal } = context;
  const { dailyBudget } = await client.call("describeSetup", { signal });
  if (dailyBudget === null) return;
  const answer = await askText(
    context,
    {
      message: "When a day costs more than this, agents stop and ask you. US dollars (empty: no limit)",
      flag: "--daily-budget <usd>",
    },
    { initial: String(dailyBudget.usd), check: checkAmount },
  );
  context.output.talk(await decide(context, client, answer.trim() === "" ? null : Number(answer)));
}

/**
 * @param flag undefined: nothing was said about it
 * @param takesSuggestion whether the suggested amount is taken then
 * @returns what to tell; undefined when there is nothing to decide
 */
export async function decideDailyBudget(
  context: CliContext,
  client: Client,
  { flag, takesSuggestion }: { flag: DailyBudget | undefined; takesSuggestion: boolean },
): Promise<string | undefined> {
  if (flag !== undefined) return decide(context, client, flag === false ? null : flag);
  const { dailyBudget } = await client.call("describeSetup", { signal: context.signal });
  if (dailyBudget === null) return undefined;
  if (takesSuggestion) return decide(context, client, dailyBudget.usd);
  return `Agents may spend without a limit. Set one for each day: tinyagi setup --daily-budget ${dailyBudget.usd}`;
}

async function decide(context: CliContext, client: Client, usd: number | null): Promise<string> {
  await client.call("decideDailyBudget", { body: { usd }, signal: context.signal });
  return usd === null
    ? "No daily budget. Set one any time: tinyagi config set budgets.day.usd 10"
    : `Daily budget: ${money({ costUsd: usd })}. When it is used up, agents stop and ask you. See it: tinyagi budgets`;
}

function checkAmount(value: string): string | undefined {
  const text = value.trim();
  return text === "" || (Number(text) > 0 && Number.isFinite(Number(text)))
    ? undefined
    : "Use an amount such as 10, or leave it empty.";
}
