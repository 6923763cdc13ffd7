/** Who is at the other end of a chat, and the names that a text may begin with. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import type { Suggestion } from "./composer.js";

export interface Partner {
  /** Of an agent or a team; undefined: whoever answers by default. */
  readonly id: string | undefined;
  readonly isTeam: boolean;
  readonly label: string;
  readonly names: readonly Suggestion[];
}

/** @throws CliError `NOT_FOUND` for a name that nobody has */
export async function findPartner(context: CliContext, who: string | undefined): Promise<Partner> {
  const client = await context.connect();
  const { signal } = context;
  const [agents, teams] = await Promise.all([
    client.call("listAgents", { signal }),
    client.call("listTeams", { signal }),
  ]);
  const names = Object.entries({ ...teams, ...agents }).map(([id, { name }]) => ({
    word: `@${id}`,
    about: cleanLine(name),
  }));
  if (who === undefined) return { id: undefined, isTeam: false, label: "your default agent", names };
  const id = who.replace(/^@/, "").toLowerCase();
  const isTeam = !Object.hasOwn(agents, id) && Object.hasOwn(teams, id);
  if (!isTeam && !Object.hasOwn(agents, id))
    throw new CliError("NOT_FOUND", "No agent or team has this name.", {
      hint:
        names.length === 0
          ? "Add one: tinyagi agent add coder"
          : `There are: ${names.map(({ word }) => word).join(", ")}`,
    });
  return { id, isTeam, label: `@${id}`, names };
}
