/** The agents and teams of this home as choices of a question. */
import type { Client } from "@tinyagi/client";
import type { CliContext } from "../context/context.js";
import type { Choice } from "../prompt/ask.js";

export async function agentsAndTeams(client: Client, { signal }: CliContext): Promise<Choice[]> {
  const [agents, teams] = await Promise.all([
    client.call("listAgents", { signal }),
    client.call("listTeams", { signal }),
  ]);
  const choices = (entries: Readonly<Record<string, { name: string }>>, what: string): Choice[] =>
    Object.entries(entries).map(([value, { name }]) => ({
      value,
      label: `@${value}`,
      hint: `${what} ${name}`,
    }));
  return [...choices(agents, "agent"), ...choices(teams, "team")];
}
