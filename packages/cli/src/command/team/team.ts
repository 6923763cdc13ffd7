/** `team`: list, show, add, change, remove, members. */
import type { Client } from "@tinyagi/client";
import type { StarterTeamId, TeamConfig } from "@tinyagi/contracts";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { type AgentWord, readAgentStates } from "../../control/agent-states.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { canAsk } from "../../prompt/ask.js";
import { confirmRemoval } from "../../prompt/confirm-removal.js";
import { isTeamSource } from "../../template/team-source.js";
import { facts, table } from "../../view/table.js";
import { askForTeam } from "../../wizard/team-wizard.js";
import { type ImportTeamOptions, importTeam, withImportOptions } from "../import/import-team.js";
import { parseIds } from "../option.js";
import { readyLine, STARTER_TEAMS } from "./starter-teams.js";
import { registerTeamExport } from "./team-export.js";
import { registerTeamTemplates } from "./team-templates.js";
import { registerTeamTree } from "./team-tree.js";

interface TeamOptions {
  name?: string;
  agents?: string[];
  leader?: string;
  join?: NonNullable<TeamConfig["join"]>;
}

interface TemplateOptions {
  template?: StarterTeamId;
  provider?: string;
}

export function registerTeam(program: Command, context: CliContext): void {
  const team = program
    .command("team")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi team list\n  tinyagi team add dev --agents lead,coder,reviewer --leader lead\n  tinyagi team add --template content\n  tinyagi team add ./dev-team --dry-run\n  tinyagi team add https://example.com/you/dev-team --checksum <sha256>\n  tinyagi team export dev --to dev.tgz\n  tinyagi team show dev\n  tinyagi team templates\n  tinyagi team visualize dev\n  tinyagi team set dev --leader coder --join leader\n  tinyagi team add-agent dev tester\n  tinyagi team move tester ops --from dev\n  tinyagi team remove-agent dev tester\n  tinyagi team remove dev --yes\n",
    );
  team
    .command("list")
    .description("list all teams")
    .action(() => list(context));
  team
    .command("show")
    .argument("<id>")
    .description("show one team")
    .action((id: string) => show(context, id));
  registerTeamTree(team, context);
  registerTeamTemplates(team, context);
  registerTeamExport(team, context);
  withImportOptions(
    withFields(
      team
        .command("add")
        .argument(
          "[id]",
          "id of the new team; or a folder, a .tgz or the https address of a repository with a team",
        ),
    ),
  )
    .option("-y, --yes", "do not ask for confirmation")
    .addOption(
      new Option("--template <name>", "a starter team with agents of its own").choices(STARTER_TEAMS),
    )
    .option("--provider <provider>", "with --template, or a team of others: who runs its agents")
    .description(
      "add a team of existing agents, from a template, or from others; asks for values you do not give",
    )
    .action((id: string | undefined, options: TeamOptions & TemplateOptions & ImportTeamOptions) => {
      if (id !== undefined && isTeamSource(id)) return importTeam(context, id, options);
      return options.template === undefined
        ? add(context, id, options)
        : addFromTemplate(context, id, options);
    });
  withFields(team.command("set").argument("<id>"))
    .description("change a team")
    .action((id: string, options: TeamOptions) => change(context, id, () => options));
  team
    .command("remove")
    .argument("<id>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a team; its agents are kept")
    .action((id: string, options: { yes?: boolean }) => remove(context, id, options.yes === true));
  registerMembers(team, context);
}

/** Who is in a team. */
function registerMembers(team: Command, context: CliContext): void {
  team
    .command("add-agent")
    .aliases(["agent-add", "member-add"])
    .argument("<team>")
    .argument("<agent>")
    .description("add an agent to a team")
    .action((id: string, agent: string) =>
      change(context, id, (now) => ({ agents: [...new Set([...now.agents, agent])] })),
    );
  team
    .command("move")
    .argument("<agent>", "the agent that changes its team")
    .argument("<team>", "the team that it joins")
    .option("--from <team>", "the team that it leaves; the next member leads that team if it was the leader")
    .option("--lead", "the agent leads the team that it joins")
    .description("put an agent into a team and take it out of another, in one change")
    .action((agent: string, id: string, options: { from?: string; lead?: boolean }) =>
      move(context, { agent, id, ...options }),
    );
  team
    .command("remove-agent")
    .aliases(["agent-remove", "member-remove"])
    .argument("<team>")
    .argument("<agent>")
    .description("remove an agent from a team")
    .action((id: string, agent: string) => change(context, id, (now) => without(now, { id, agent })));
}

function withFields(command: Command): Command {
  return command
    .option("--name <name>", "display name")
    .option("--agents <ids>", "members, separated by commas", parseIds)
    .option("--leader <id>", "member that receives messages first (default: the first member)")
    .addOption(
      new Option("--join <mode>", "how to combine the answers of several agents").choices([
        "reply",
        "leader",
        "stream",
      ]),
    );
}

function without(team: TeamConfig, removal: { id: string; agent: string }): TeamOptions {
  const { id, agent } = removal;
  if (!team.agents.includes(agent)) throw new CliError("NOT_FOUND", `@${agent} is not in this team.`);
  if (team.leader_agent === agent) {
    throw new CliError("CONFLICT", `@${agent} is the leader of this team.`, {
      hint: `Choose another leader first: tinyagi team set ${id} --leader <agent>`,
    });
  }
  return { agents: team.agents.filter((member) => member !== agent) };
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const teams = await client.call("listTeams", { signal: context.signal });
  context.output.data(teams, (columns) => {
    const rows = Object.entries(teams);
    if (rows.length === 0) return ["no teams yet; add one: tinyagi team add <id> --agents a,b"];
    return table(
      ["ID", "NAME", "LEADER", "AGENTS"],
      rows.map(([id, one]) => [id, one.name, one.leader_agent, one.agents.join(", ")]),
      columns,
    );
  });
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const team = await findTeam(client, context, id);
  const state = context.output.json ? undefined : await readAgentStates(client, context.signal);
  context.output.data(team, () => teamFacts(id, team, state));
}

/** Adds the agents too, and changes nothing that exists. */
async function addFromTemplate(
  context: CliContext,
  id: string | undefined,
  { template, provider, name, agents, leader, join }: TeamOptions & TemplateOptions,
): Promise<void> {
  if (template === undefined || agents !== undefined || leader !== undefined || join !== undefined)
    throw usageError(
      "A template brings its agents, its leader and its way to join answers.",
      "Leave those out",
    );
  const client = await context.connect();
  const wanted = { id, name, provider };
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const body = { team: template, beside: true, ...given };
  const made = await client.call("setUpTeam", { body, signal: context.signal });
  context.output.data(made, () => [readyLine(made), `Try it: tinyagi run '@${made.team} hello'`]);
}

async function add(context: CliContext, given: string | undefined, options: TeamOptions): Promise<void> {
  if ((given === undefined || options.agents === undefined) && !canAsk(context)) {
    const id = given ?? "dev";
    throw usageError(
      given === undefined ? "A team needs an id." : "A team needs members.",
      `Give the members, e.g. tinyagi team add ${id} --agents coder,reviewer`,
    );
  }
  const client = await context.connect();
  const { signal } = context;
  const [teams, known] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
  ]);
  if (given !== undefined && Object.hasOwn(teams, given)) {
    throw new CliError("CONFLICT", "A team with this id already exists.", {
      hint: `Change it: tinyagi team set ${given} --leader <agent>`,
    });
  }
  const asked = given === undefined || options.agents === undefined;
  const words = { ...options, ...(given === undefined ? {} : { id: given }) };
  const answers = asked
    ? await askForTeam(context, words, {
        agents: Object.entries(known).map(([id, { name }]) => [id, name] as const),
        taken: [...Object.keys(teams), ...Object.keys(known)],
      })
    : undefined;
  const id = answers?.id ?? given ?? "";
  const agents = answers?.agents ?? options.agents ?? [];
  const leader = answers?.leader ?? options.leader ?? agents[0] ?? "";
  const team = { name: answers?.name ?? options.name ?? id, agents, leader_agent: leader };
  await put(client, context, {
    id,
    team: options.join === undefined ? team : { ...team, join: options.join },
  });
}

async function change(
  context: CliContext,
  id: string,
  decide: (now: TeamConfig) => TeamOptions,
): Promise<void> {
  const client = await context.connect();
  const now = await findTeam(client, context, id);
  const { name, agents, leader, join } = decide(now);
  if (name === undefined && agents === undefined && leader === undefined && join === undefined) {
    throw usageError(
      "There is nothing to change.",
      `Give a value, e.g. tinyagi team set ${id} --leader <agent>`,
    );
  }
  const team = {
    ...now,
    name: name ?? now.name,
    agents: agents ?? now.agents,
    leader_agent: leader ?? now.leader_agent,
    ...(join === undefined ? {} : { join }),
  };
  await put(client, context, { id, team });
}

async function move(
  context: CliContext,
  { id, ...body }: { id: string; agent: string; from?: string; lead?: boolean },
): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("addTeamMember", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => teamFacts(id, answer.team));
}

async function remove(context: CliContext, id: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  await findTeam(client, context, id);
  const dependents = await confirmRemoval(context, {
    target: { kind: "team", id },
    question: `Remove the team @${id}? Its agents are kept.`,
    yes,
  });
  const body = await client.call("deleteTeam", { params: { id }, signal: context.signal });
  context.output.data({ ...body, dependents }, () => [`@${id} removed; its agents are kept`]);
}

async function put(
  client: Client,
  context: CliContext,
  change: { id: string; team: TeamConfig },
): Promise<void> {
  const { id, team } = change;
  const answer = await client.call("putTeam", { params: { id }, body: team, signal: context.signal });
  context.output.data(answer, () => teamFacts(id, answer.team));
}

async function findTeam(client: Client, context: CliContext, id: string): Promise<TeamConfig> {
  const teams = await client.call("listTeams", { signal: context.signal });
  const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
  if (team !== undefined) return team;
  throw new CliError("NOT_FOUND", "No team has this id.", {
    hint: `Your teams: ${Object.keys(teams).join(", ") || "none"}`,
  });
}

function teamFacts(id: string, team: TeamConfig, state?: AgentWord): string[] {
  return facts([
    ["id", id],
    ["name", team.name],
    ["leader", team.leader_agent],
    ["agents", team.agents.map((agent) => withState(agent, state?.(agent))).join(", ")],
    ["join", team.join ?? "(default)"],
  ]);
}

function withState(agent: string, state: string | undefined): string {
  return state === undefined ? agent : `${agent} (${state})`;
}
