/** `agent add --template dev:coder`: an agent of a starter team; and the list of them. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";
import { findSetupGaps } from "./agent-lacks.js";
import type { AgentBody } from "./agent-options.js";
import { isDemoAgent, printReplaced } from "./demo-agent.js";

/** A starter team and one of its agents. A folder is meant by every other text. */
export const STARTER_AGENT = /^[a-z]+:([a-z][a-z0-9_-]*)$/;

interface StarterRequest {
  /** Default: the id that the agent has in its starter team. */
  id: string | undefined;
  template: string;
  options: { promptFile?: string };
  fields: Partial<AgentBody>;
}

/** The daemon fills what the command line does not give. */
export async function addStarter(
  context: CliContext,
  { id: given, template, options, fields }: StarterRequest,
) {
  if (options.promptFile !== undefined)
    throw usageError(
      "Use --prompt-file after the agent exists.",
      "tinyagi agent set <id> --prompt-file <path>",
    );
  const id = given ?? STARTER_AGENT.exec(template)?.[1] ?? "";
  const client = await context.connect();
  const settings = await client.call("getSettings", { signal: context.signal });
  const replaced = await isDemoAgent(client, context, { id, settings });
  const body = { ...fields, template };
  const answer = await client.call("putAgent", { params: { id }, body, signal: context.signal });
  if (replaced) printReplaced(context, { id, settings });
  const { providers } = await client.call("listProviders", { signal: context.signal });
  return { id, answer, lines: [], ...(await findSetupGaps(client, context, { ...answer.agent, providers })) };
}

export function registerAgentTemplates(agent: Command, context: CliContext): void {
  agent
    .command("templates")
    .description("list the agents of the starter teams, to begin a new agent with")
    .action(() => templates(context));
}

async function templates(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { teams } = await client.call("describeSetup", { signal: context.signal });
  const all = teams.flatMap(({ agents }) => agents);
  context.output.data(all, (columns) => [
    ...table(
      ["TEMPLATE", "NAME", "WHAT IT DOES"],
      all.map(({ template, name, role }) => [template, name, role]),
      columns,
    ),
    "",
    "Add one: tinyagi agent add --template dev:coder",
  ]);
}
