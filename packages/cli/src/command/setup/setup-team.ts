/** `setup` without questions: a starter team from flags, and its first answer if a message is given. */
import type { RouteOutput, StarterTeamId } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { answerDrawer, replyMarks } from "../../view/answer.js";
import { replyLines } from "../../view/reply-blocks.js";
import { exchange, getOutcome } from "../conversation/converse.js";
import { readyLine } from "../team/starter-teams.js";
import { type DailyBudget, decideDailyBudget } from "./daily-budget.js";

export interface TeamFlags {
  template?: StarterTeamId;
  provider?: string;
  model?: string;
  message?: string;
  dailyBudget?: DailyBudget;
  /** Take the suggestions where a flag is missing. */
  yes?: boolean;
}

/** Where a flag is missing, the daemon's suggestion counts. */
export async function setUpFromFlags(context: CliContext, flags: TeamFlags): Promise<void> {
  const { output, signal } = context;
  const client = await context.connect();
  const { template, provider, model, message } = flags;
  const team = template ?? (await client.call("describeSetup", { signal })).suggested.team;
  const body = {
    team,
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
  const made = await client.call("setUpTeam", { body, signal });
  const budget = await decideDailyBudget(context, client, {
    flag: flags.dailyBudget,
    takesSuggestion: flags.yes === true,
  });
  if (budget !== undefined) output.talk(budget);
  if (message === undefined) {
    output.data(made, () => [
      readyLine(made),
      ...replacedLine(made),
      `Try it: tinyagi run '@${made.team} hello'`,
      nextLine(made),
    ]);
    return;
  }
  output.talk([readyLine(made), ...replacedLine(made)].join("\n"));
  const first = { message, agent: made.team, channel: "cli", sender: "cli" };
  const { conversation, announcements } = await exchange(context, first, { show: true });
  const replies = conversation.replies.filter(({ id }) => !announcements.has(id));
  context.exitCode = getOutcome(conversation);
  const drawing = { marks: replyMarks(context), draw: await answerDrawer(context) };
  output.data({ ...made, conversation }, (columns) =>
    replyLines(conversation, replies, { columns, ...drawing }),
  );
  output.talk(nextLine(made));
}

function replacedLine({ replaced = [] }: Partial<RouteOutput<"setUpTeam">>): string[] {
  return replaced.length === 0 ? [] : [`It replaces a team that got no message yet: ${replaced.join(", ")}`];
}

function nextLine({ provider, leader }: RouteOutput<"setUpTeam">): string {
  return provider === "demo"
    ? "Its answers come from a script. For real ones: tinyagi agent provider <id> anthropic"
    : `Test its provider: tinyagi provider test --agent ${leader}`;
}
