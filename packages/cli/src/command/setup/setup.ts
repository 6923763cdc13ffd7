/**
 * `setup`: guides a person to a first answer, or does the same from flags. Nothing that a person made is changed, and
 * each step is complete in itself, so that it can be left at any time and run again.
 */
import type { StarterTeamId } from "@tinyagi/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { startDaemon } from "../../control/start-daemon.js";
import { usageError } from "../../error/cli-error.js";
import { canAsk } from "../../prompt/ask.js";
import { permissionOption } from "../agent/permission-choices.js";
import { PROVIDER_CHOICES } from "../provider/provider-settings.js";
import { STARTER_TEAMS } from "../team/starter-teams.js";
import type { DailyBudget } from "./daily-budget.js";
import type { OwnAgentOptions } from "./setup-agent.js";

const START_MS = 60_000;

interface SetupOptions extends OwnAgentOptions {
  dailyBudget?: DailyBudget;
  template?: StarterTeamId;
  message?: string;
  yes?: boolean;
}

export function registerSetup(program: Command, context: CliContext): void {
  program
    .command("setup")
    .addOption(new Option("--template <name>", "add a starter team").choices(STARTER_TEAMS))
    .option("-y, --yes", "ask nothing: take the suggested team and provider where you give none")
    .option("--message <text>", "send this first message to the team and print the answer")
    .option("--provider <provider>", PROVIDER_CHOICES)
    .option("--model <name>", "model; leave empty for the default of the provider")
    .option("--agent <id>", "add one agent with this id instead of a team")
    .option("--name <name>", "display name of the agent")
    .option("--role <text>", "its role")
    .addOption(permissionOption())
    .option(
      "--daily-budget <usd>",
      "US dollars a day; when they are used up, agents stop and ask you",
      parseUsd,
    )
    .option("--no-daily-budget", "decline the daily budget that the set-up proposes")
    .option("--no-default", "do not make it the default agent")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi setup\n  tinyagi setup --template dev --provider anthropic\n  tinyagi setup --template dev --daily-budget 5\n  tinyagi setup --yes --message 'Hello, who are you?' --json\n  tinyagi setup --agent assistant --provider anthropic --role 'helps with everything'\n",
    )
    .action((options: SetupOptions) => setup(context, options));
}

async function setup(context: CliContext, options: SetupOptions): Promise<void> {
  const isTeam = options.template !== undefined || options.yes === true || options.message !== undefined;
  const isAgent = [options.agent, options.name, options.role, options.permissions].some(
    (value) => value !== undefined,
  );
  if (isTeam && isAgent)
    throw usageError(
      "--template, --yes and --message set up a team; --agent, --name, --role and --permissions one agent.",
      "Use either the first or the second ones",
    );
  const isBudgetAlone = options.dailyBudget !== undefined && !isTeam && !isAgent;
  if (!isTeam && !isBudgetAlone && options.agent === undefined && !canAsk(context))
    throw usageError(
      "There is no terminal to ask questions.",
      "Give what to set up: tinyagi setup --template dev, or: tinyagi setup --yes",
    );
  const { already, daemon } = await startDaemon(context, START_MS);
  if (!already) context.output.talk(`TinyAGI started at http://127.0.0.1:${daemon.port}`);
  if (isBudgetAlone) return decideAlone(context, options.dailyBudget);
  if (isTeam) {
    const { setUpFromFlags } = await import("./setup-team.js");
    return setUpFromFlags(context, options);
  }
  if (isAgent || options.provider !== undefined || options.model !== undefined || !options.default)
    return setUpOne(context, options);
  const { onboard } = await import("./onboarding.js");
  return onboard(context);
}

/** One agent, and the daily budget if it is still open. */
async function setUpOne(
  context: CliContext,
  { dailyBudget: flag, template: _template, yes: _yes, message: _message, ...agent }: SetupOptions,
): Promise<void> {
  const [{ setUpAgent }, { askDailyBudget, decideDailyBudget }] = await Promise.all([
    import("./setup-agent.js"),
    import("./daily-budget.js"),
  ]);
  await setUpAgent(context, agent);
  const client = await context.connect();
  if (flag === undefined && canAsk(context)) return askDailyBudget(context, client);
  const said = await decideDailyBudget(context, client, { flag, takesSuggestion: false });
  if (said !== undefined) context.output.talk(said);
}

async function decideAlone(context: CliContext, flag: DailyBudget | undefined): Promise<void> {
  const { decideDailyBudget } = await import("./daily-budget.js");
  const said = await decideDailyBudget(context, await context.connect(), { flag, takesSuggestion: false });
  context.output.data({ ok: true, dailyBudget: flag }, () => [said ?? ""]);
}

function parseUsd(value: string): number {
  const usd = Number(value);
  if (!(usd > 0) || !Number.isFinite(usd)) throw new InvalidArgumentError("Use an amount such as 10.");
  return usd;
}
