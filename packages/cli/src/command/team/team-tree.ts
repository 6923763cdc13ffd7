/**
 * `team visualize`: teams with their members and what each is doing. Live on a terminal, one line per event in a pipe,
 * drawn once with `--once` and `--json`.
 */
import type { RouteOutput } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cut, pad, widthOf } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { type AgentWord, readAgentStates } from "../../control/agent-states.js";
import { showTeams } from "../../control/live-view.js";
import { CliError } from "../../error/cli-error.js";

type Teams = RouteOutput<"listTeams">;
type Work = RouteOutput<"queueAgents">[number];

interface Known {
  agents: RouteOutput<"listAgents">;
  work: ReadonlyMap<string, Work>;
  state: AgentWord | undefined;
}

export function registerTeamTree(team: Command, context: CliContext): void {
  team
    .command("visualize")
    .alias("viz")
    .argument("[id]", "id of one team (default: all teams)")
    .option("--once", "print who works on what now, and end")
    .description("show teams live: who works on what, runs, the queue, chat rooms and the log")
    .action((id: string | undefined, options: { once?: boolean }) => visualize(context, id, options));
}

async function visualize(
  context: CliContext,
  id: string | undefined,
  { once }: { once?: boolean },
): Promise<void> {
  if (once === true || context.output.json) return drawOnce(context, id);
  if (id !== undefined) await findTeam(context, id);
  await showTeams(context, { view: "team", team: id });
}

async function findTeam(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  only(await client.call("listTeams", { signal: context.signal }), id);
}

async function drawOnce(context: CliContext, id: string | undefined): Promise<void> {
  const client = await context.connect();
  const { signal, output } = context;
  if (output.json) {
    const teams = await client.call("listTeams", { signal });
    return output.data(id === undefined ? teams : only(teams, id), () => []);
  }
  const [teams, agents, queues, state] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
    client.call("queueAgents", { signal }),
    readAgentStates(client, signal),
  ]);
  const shown = id === undefined ? teams : only(teams, id);
  const work = new Map(queues.map((queue) => [queue.agent, queue]));
  output.data(shown, (columns) => {
    const lines = Object.entries(shown).flatMap(([teamId, team], index) => [
      ...(index === 0 ? [] : [""]),
      ...drawTeam(teamId, team, { known: { agents, work, state }, plain: output.plain }),
    ]);
    if (lines.length === 0) return ["no teams yet; add one: tinyagi team add <id> --agents a,b"];
    return lines.map((line) => cut(line, columns));
  });
}

function only(teams: Teams, id: string): Teams {
  const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
  if (team !== undefined) return { [id]: team };
  throw new CliError("NOT_FOUND", "No team has this id.", {
    hint: `Your teams: ${Object.keys(teams).join(", ") || "none"}`,
  });
}

/** The leader first, the others in the team's order. */
function drawTeam(
  id: string,
  team: Teams[string],
  { known, plain }: { known: Known; plain: boolean },
): string[] {
  const members = [team.leader_agent, ...team.agents.filter((member) => member !== team.leader_agent)];
  const rows = members.map((member) => memberCells(member, known));
  const widths = [0, 1, 2].map((cell) => Math.max(...rows.map((row) => widthOf(row[cell] ?? ""))));
  const lines = rows.map((row, index) => {
    const branch = plain ? "  " : index === rows.length - 1 ? "└─ " : "├─ ";
    const cells = row.map((text, cell) => pad(text, widths[cell] ?? 0));
    const lead = index === 0 ? "  leader" : "";
    return `${branch}${cells.join("  ")}${lead}`.trimEnd();
  });
  return [cleanLine(`@${id} ${team.name}`), ...lines];
}

function memberCells(id: string, { agents, work, state }: Known): string[] {
  const agent = Object.hasOwn(agents, id) ? agents[id] : undefined;
  const model = agent === undefined ? "" : `${agent.provider} ${agent.model || "(default model)"}`;
  return [`@${id}`, cleanLine(model), doing(state?.(id), work.get(id))];
}

function doing(state: string | undefined, work: Work | undefined): string {
  const waiting = work === undefined ? 0 : work.pending + work.queued;
  return [...(state === undefined ? [] : [state]), ...(waiting === 0 ? [] : [`${waiting} waiting`])].join(
    ", ",
  );
}
