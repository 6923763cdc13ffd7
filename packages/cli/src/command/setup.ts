/**
 * `setup`: guides a person to a first answer, or does the same from flags. Nothing that a person made is changed, and
 * each step is complete in itself, so that it can be left at any time and run again.
 */
import type { StarterTeamId } from "@tinyagi/contracts";
import { type Command, Option } from "commander";
import type { CliContext } from "../context/context.js";
import { startDaemon } from "../control/start-daemon.js";
import { usageError } from "../error/cli-error.js";
import { canAsk } from "../prompt/ask.js";
import { PROVIDER_CHOICES } from "./provider-settings.js";
import type { OwnAgentOptions } from "./setup-agent.js";
import { STARTER_TEAMS } from "./starter-teams.js";

const START_MS = 60_000;

interface SetupOptions extends OwnAgentOptions {
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
    .addOption(new Option("--permissions <mode>", "what it may do").choices(["sandboxed", "ask", "bypass"]))
    .option("--no-default", "do not make it the default agent")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi setup\n  tinyagi setup --template dev --provider anthropic\n  tinyagi setup --yes --message 'Hello, who are you?' --json\n  tinyagi setup --agent assistant --provider anthropic --role 'helps with everything'\n",
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
      "--template, --yes and --message set up a team; --agent, --name, --role and --permissions one agent",
      "use either the first or the second ones",
    );
  if (!isTeam && options.agent === undefined && !canAsk(context))
    throw usageError(
      "there is no terminal to ask questions",
      "give what to set up: tinyagi setup --template dev, or: tinyagi setup --yes",
    );
  const { already, daemon } = await startDaemon(context, START_MS);
  if (!already) context.output.talk(`TinyAGI started at http://127.0.0.1:${daemon.port}`);
  if (isTeam) {
    const { setUpFromFlags } = await import("./setup-team.js");
    return setUpFromFlags(context, options);
  }
  if (isAgent || options.provider !== undefined || options.model !== undefined || !options.default)
    return void (await (await import("./setup-agent.js")).setUpAgent(context, options));
  const { onboard } = await import("./onboarding.js");
  return onboard(context);
}
