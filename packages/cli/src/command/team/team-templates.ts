/** `team templates`: the starter teams, and what this machine has to run them. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";

export function registerTeamTemplates(team: Command, context: CliContext): void {
  team
    .command("templates")
    .description("list the starter teams, and the agent CLIs that were found")
    .action(() => templates(context));
}

async function templates(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("describeSetup", { signal: context.signal });
  context.output.data(body, (columns) => [
    ...table(
      ["TEAM", "WHAT IT DOES", "AGENTS"],
      body.teams.map(({ id, summary, agents }) => [id, summary, agents.map(({ name }) => name).join(", ")]),
      columns,
    ),
    "",
    ...table(
      ["AGENT CLI", "STATE", "FOUND", "NEXT"],
      body.found.map(({ name, state, detail, next }) => [name, state, detail, next ?? ""]),
      columns,
    ),
    "",
    "Add one: tinyagi setup --template dev",
  ]);
}
