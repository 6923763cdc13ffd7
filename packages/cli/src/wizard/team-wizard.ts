/** The questions of `team add`: only for values that the command line does not give. */
import type { CliContext } from "../context/context.js";
import { askMany, askOne, askText } from "../prompt/ask.js";
import { idProblem } from "./agent-wizard.js";

export interface TeamAnswers {
  id: string;
  name: string;
  agents: string[];
  leader: string;
}

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askForTeam(
  context: CliContext,
  given: Partial<TeamAnswers>,
  known: { agents: readonly (readonly [id: string, name: string])[]; taken: readonly string[] },
): Promise<TeamAnswers> {
  const id =
    given.id ??
    (await askText(
      context,
      { message: "Id of the team (you write @id to reach it)", flag: "the team's id" },
      { check: (value) => idProblem(value, known.taken) },
    ));
  const name =
    given.name ??
    (await askText(context, { message: "Display name", flag: "--name <name>" }, { initial: id }));
  const agents =
    given.agents ??
    (await askMany(
      context,
      { message: "Which agents are in it?", flag: "--agents coder,reviewer" },
      known.agents.map(([value, label]) => ({ value, label: `@${value}`, hint: label })),
    ));
  const leader = given.leader ?? (await askLeader(context, agents));
  return { id, name: name === "" ? id : name, agents, leader };
}

async function askLeader(context: CliContext, agents: readonly string[]): Promise<string> {
  const [only] = agents;
  if (agents.length === 1 && only !== undefined) return only;
  return askOne(
    context,
    { message: "Which agent leads it? (it receives messages to the team first)", flag: "--leader <id>" },
    { options: agents.map((value) => ({ value, label: `@${value}` })) },
  );
}
