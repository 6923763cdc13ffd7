/** `setup`: adds the first agent, from questions or flags, or a starter team. Nothing that a person made is changed. */
import type { StarterTeamId } from "@tinyagi/contracts";
import { type Command, Option } from "commander";
import type { CliContext } from "../context/context.js";
import { startDaemon } from "../control/start-daemon.js";
import { addAgent, tellNext } from "./agent-add.js";
import type { AgentOptions } from "./agent-options.js";
import { PROVIDER_CHOICES } from "./provider-settings.js";

const START_MS = 60_000;

interface SetupOptions extends Pick<AgentOptions, "name" | "provider" | "model" | "role" | "permissions"> {
  agent?: string;
  template?: StarterTeamId;
  default: boolean;
}

/** Written out: a value of the route table would make every command load more files. The type check compares them. */
const STARTER_TEAMS = Object.keys({
  solo: true,
  dev: true,
  content: true,
  ops: true,
  demo: true,
} satisfies Record<StarterTeamId, true>);

export function registerSetup(program: Command, context: CliContext): void {
  program
    .command("setup")
    .option("--agent <id>", "id of the agent")
    .option("--name <name>", "display name")
    .option("--provider <provider>", PROVIDER_CHOICES)
    .option("--model <name>", "model; leave empty for the default of the provider")
    .option("--role <text>", "its role")
    .addOption(new Option("--permissions <mode>", "what it may do").choices(["sandboxed", "ask", "bypass"]))
    .addOption(
      new Option("--template <name>", "add a starter team instead of one agent").choices(STARTER_TEAMS),
    )
    .option("--no-default", "do not change the default agent")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi setup\n  tinyagi setup --agent assistant --provider anthropic --role 'helps with everything'\n  tinyagi setup --template dev\n",
    )
    .action((options: SetupOptions) => setup(context, options));
}

async function setup(context: CliContext, options: SetupOptions): Promise<void> {
  const { output, signal } = context;
  const { already, daemon } = await startDaemon(context, START_MS);
  if (!already) output.talk(`TinyAGI started at http://127.0.0.1:${daemon.port}`);
  if (options.template !== undefined) return setUpTeam(context, options.template, options);
  const { agent: id, default: isDefault, ...fields } = options;
  const added = await addAgent(context, {
    id,
    options: fields,
    fields: options.role === undefined ? {} : { role: options.role },
  });
  if (isDefault) {
    const client = await context.connect();
    await client.call("putSettings", { body: { default_agent: added.id }, signal });
  }
  output.data(added.answer, () => [
    `@${added.id} is ready${isDefault ? " and is the default agent" : ""}`,
    `Try it: tinyagi run '@${added.id} hello'`,
    `Test its provider: tinyagi provider test --agent ${added.id}`,
  ]);
  if (added.missing !== undefined || added.lacksModel) tellNext(context, added);
}

async function setUpTeam(
  context: CliContext,
  team: StarterTeamId,
  { provider, model }: SetupOptions,
): Promise<void> {
  const client = await context.connect();
  const body = {
    team,
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
  const made = await client.call("setUpTeam", { body, signal: context.signal });
  context.output.data(made, () => [
    `The team ${made.team} is ready: ${made.agents.map((id) => `@${id}`).join(", ")}`,
    `Try it: tinyagi run '@${made.team} hello'`,
    ...(made.provider === "demo"
      ? ["Its answers come from a script. For real ones: tinyagi agent provider <id> anthropic"]
      : [`Test its provider: tinyagi provider test --agent ${made.leader}`]),
  ]);
}
