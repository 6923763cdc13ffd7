/** `agent`: list, show, add, change, remove, reset. */
import type { Client } from "@tinyagi/client";
import type { AgentConfig } from "@tinyagi/contracts";
import {
  closedProgramsText,
  contextText,
  currentContext,
  nextSessionText,
  openProgramsText,
} from "@tinyagi/views";
import { type Command, Option } from "commander";
import { resolvePlace } from "../../context/agent-place.js";
import type { CliContext } from "../../context/context.js";
import { readAgentStates } from "../../control/agent-states.js";
import { readNextSessions, readOpenPrograms } from "../../control/open-programs.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirmRemoval } from "../../prompt/confirm-removal.js";
import { facts, table } from "../../view/table.js";
import { parsePair } from "../option.js";
import { PROVIDER_CHOICES } from "../provider/provider-settings.js";
import { type AddOptions, addAgent } from "./agent-add.js";
import { parseFallback, shownFallback } from "./agent-fallback.js";
import { printNextStep } from "./agent-lacks.js";
import { registerAgentMove } from "./agent-move.js";
import type { AgentBody, AgentOptions } from "./agent-options.js";
import { promptFileField } from "./agent-prompt-file.js";
import { registerAgentTemplates } from "./agent-starter.js";
import { permissionOption } from "./permission-choices.js";

/** The place of an agent that works on no worker. */
const HERE = "here";
/** Runs among which the newest of its session is looked for. */
const CONTEXT_RUNS = 20;

export function registerAgent(program: Command, context: CliContext): void {
  const agent = program
    .command("agent")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi agent list\n  tinyagi agent add\n  tinyagi agent add coder --provider anthropic --model sonnet --role 'writes code'\n  tinyagi agent add coder --provider anthropic --template ./templates/coder\n  tinyagi agent templates\n  tinyagi agent add security --template dev:reviewer\n  tinyagi agent set coder --model opus\n  tinyagi agent set coder --fallback openai,api=sonnet\n  tinyagi agent show coder\n  tinyagi agent provider coder openai --model gpt-5.4\n  tinyagi agent reset coder reviewer\n  tinyagi agent close coder\n  tinyagi agent place coder nas\n  tinyagi agent place coder here\n  tinyagi agent move coder nas\n  tinyagi agent move coder --undo\n  tinyagi agent remove coder --yes\n",
    );
  agent
    .command("list")
    .description("list all agents")
    .action(() => list(context));
  agent
    .command("show")
    .argument("<id>")
    .description("show one agent")
    .action((id: string) => show(context, id));
  registerAgentTemplates(agent, context);
  withFields(agent.command("add").argument("[id]"))
    .option(
      "--template <template>",
      "begin as an agent of a starter team, e.g. dev:coder; or copy AGENTS.md, SOUL.md, .claude/ and skills from a folder",
    )
    .description("add an agent and create its workspace; asks for values you do not give")
    .action(async (id: string | undefined, options: AddOptions) => {
      const added = await addAgent(context, { id, options, fields: toFields(options) });
      context.output.data(added.answer, () => [...agentFacts(added.id, added.answer.agent), ...added.lines]);
      printNextStep(context, added);
    });
  withFields(agent.command("set").argument("<id>"))
    .description("change an agent; an empty value removes an optional field")
    .action((id: string, options: AgentOptions) => change(context, id, options));
  agent
    .command("provider")
    .argument("<id>")
    .argument("[provider]", PROVIDER_CHOICES)
    .option("--model <name>", "the model to use")
    .description("show or change the provider and model of an agent")
    .action((id: string, provider: string | undefined, options: { model?: string }) =>
      changeProvider(context, id, { ...options, ...(provider === undefined ? {} : { provider }) }),
    );
  agent
    .command("place")
    .argument("<id>")
    .argument("<worker>", "a worker, from `tinyagi worker list`; or here, for this machine")
    .description("let an agent work on another machine; its files are not moved")
    .action((id: string, place: string) => changePlace(context, id, place));
  registerAgentMove(agent, context);
  agent
    .command("remove")
    .argument("<id>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove an agent; its workspace is kept")
    .action((id: string, options: { yes?: boolean }) => remove(context, id, options.yes === true));
  agent
    .command("reset")
    .argument("<ids...>")
    .description("start a new session with the next message of each agent")
    .action((ids: string[]) => reset(context, ids));
  agent
    .command("close")
    .argument("<ids...>")
    .description("close the open programs of each agent; one at work is closed after its run")
    .action((ids: string[]) => closePrograms(context, ids));
}

/** `reset <id>…`, the short form 0.0.20 had. */
export function registerReset(program: Command, context: CliContext): void {
  program
    .command("reset")
    .argument("<ids...>")
    .addHelpText("after", "\nExamples:\n  tinyagi reset coder reviewer\n")
    .action((ids: string[]) => reset(context, ids));
}

function withFields(command: Command): Command {
  return command
    .option("--name <name>", "display name")
    .option("--provider <provider>", PROVIDER_CHOICES)
    .option("--model <name>", "model; leave empty for the default of the provider")
    .option(
      "--fallback <list>",
      "providers to use when its own provider fails, e.g. openai,api=sonnet",
      parseFallback,
    )
    .option("--role <text>", "its role, shown to its teammates")
    .option("--system-prompt <text>", "text to add to its instructions")
    .option("--prompt-file <path>", "read that text from a file in its workspace or the shared workspace")
    .option("--working-directory <path>", "folder in which it works (default: <workspace>/<id>)")
    .addOption(permissionOption())
    .addOption(
      new Option("--session-scope <scope>", "which messages share a session").choices([
        "agent",
        "conversation",
        "thread",
        "sender",
      ]),
    )
    .option(
      "--env <NAME=value>",
      "set a variable of its process; repeatable; the value can be env:NAME or file:/path",
      parsePair,
    );
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const agents = await client.call("listAgents", { signal: context.signal });
  const { json } = context.output;
  const state = json ? undefined : await readAgentStates(client, context.signal);
  const programs = json ? undefined : await readOpenPrograms(client, context.signal);
  context.output.data(agents, (columns) => {
    const rows = Object.entries(agents);
    if (rows.length === 0) return ["no agents yet; add one: tinyagi agent add <id> --provider demo"];
    return table(
      ["ID", "NAME", "STATE", "PROVIDER", "MODEL", "PERMISSIONS", "ROLE"],
      rows.map(([id, one]) => [
        id,
        one.name,
        [state?.(id), programs?.has(id) === true ? "program open" : undefined].filter(Boolean).join(", "),
        one.provider,
        one.model === "" ? "(default)" : one.model,
        one.permissions ?? "sandboxed",
        one.role ?? "",
      ]),
      columns,
    );
  });
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const agent = await findAgent(client, context, id);
  const { json } = context.output;
  const state = json ? undefined : await readAgentStates(client, context.signal);
  const programs = json ? undefined : (await readOpenPrograms(client, context.signal))?.get(id);
  const next = json ? undefined : (await readNextSessions(client, context.signal)).get(id);
  const full = await readContext(client, context, id);
  context.output.data(full === undefined ? agent : { ...agent, context: full }, () => [
    ...agentFacts(id, agent, state?.(id)),
    ...(full === undefined ? [] : facts([["context", contextText(full)]])),
    ...(programs === undefined ? [] : facts([["program", openProgramsText(programs, context.now())]])),
    ...(next === undefined ? [] : facts([["next session", nextSessionText(next)]])),
  ]);
}

/** Of its newest session that goes on. */
async function readContext(client: Client, context: CliContext, agent: string) {
  const query = { agent, limit: CONTEXT_RUNS };
  return currentContext(await client.call("listRuns", { query, signal: context.signal }), agent);
}

async function change(context: CliContext, id: string, options: AgentOptions): Promise<void> {
  const fields = toFields(options);
  if (Object.keys(fields).length === 0) {
    throw usageError(
      "There is nothing to change.",
      `Give a value, e.g. tinyagi agent set ${id} --model <name>`,
    );
  }
  const client = await context.connect();
  const { name, provider, model, working_directory: stored } = await findAgent(client, context, id);
  const file = await changedPromptFile(client, context, { id, fields, stored });
  await put(client, context, { id, body: { name, provider, model, ...fields, ...file } });
}

async function changedPromptFile(
  client: Client,
  context: CliContext,
  agent: { id: string; fields: Partial<AgentBody>; stored: string | undefined },
) {
  const { id, fields, stored } = agent;
  if (typeof fields.prompt_file !== "string") return {};
  const settings = await client.call("getSettings", { signal: context.signal });
  // Null restores the default folder.
  const directory = fields.working_directory === undefined ? stored : fields.working_directory;
  const place = resolvePlace(context, { id, workingDirectory: directory ?? undefined, settings });
  return promptFileField(fields.prompt_file, place);
}

async function changeProvider(
  context: CliContext,
  id: string,
  options: { provider?: string; model?: string },
): Promise<void> {
  const client = await context.connect();
  const agent = await findAgent(client, context, id);
  if (options.provider === undefined && options.model === undefined) {
    context.output.data({ provider: agent.provider, model: agent.model }, () => [
      `${agent.provider} ${agent.model === "" ? "(default model)" : agent.model}`,
    ]);
    return;
  }
  const provider = options.provider ?? agent.provider;
  // Another provider does not know the name of the old model: without a new one it uses its default.
  const model = options.model ?? (provider === agent.provider ? agent.model : "");
  await put(client, context, { id, body: { name: agent.name, provider, model } });
}

async function changePlace(context: CliContext, id: string, place: string): Promise<void> {
  const client = await context.connect();
  const { name, provider, model } = await findAgent(client, context, id);
  const body = { name, provider, model, place: place === HERE ? null : place };
  const answer = await client.call("putAgent", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => [
    place === HERE
      ? `@${id} works on this machine, from its next run on`
      : `@${id} works on ${place}, from its next run on, with a new session and the workspace of that machine`,
  ]);
}

async function remove(context: CliContext, id: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  await findAgent(client, context, id);
  const dependents = await confirmRemoval(context, {
    target: { kind: "agent", id },
    question: `Remove the agent @${id}? Its workspace is kept.`,
    yes,
  });
  const body = await client.call("deleteAgent", { params: { id }, signal: context.signal });
  context.output.data({ ...body, dependents }, () => [`@${id} removed; its workspace is kept`]);
}

async function reset(context: CliContext, ids: readonly string[]): Promise<void> {
  const client = await context.connect();
  for (const id of ids) {
    const body = await client.call("resetAgent", { params: { id }, signal: context.signal });
    context.output.data(body, () => [`@${id} starts a new session with its next message`]);
  }
}

async function closePrograms(context: CliContext, ids: readonly string[]): Promise<void> {
  const client = await context.connect();
  for (const id of ids) {
    const body = await client.call("closePrograms", { params: { id }, signal: context.signal });
    context.output.data(body, () => [`@${id}: ${closedProgramsText(body)}`]);
  }
}

async function put(
  client: Client,
  context: CliContext,
  change: { id: string; body: AgentBody },
): Promise<void> {
  const { id, body } = change;
  const answer = await client.call("putAgent", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => agentFacts(id, answer.agent));
}

async function findAgent(client: Client, context: CliContext, id: string): Promise<AgentConfig> {
  const agents = await client.call("listAgents", { signal: context.signal });
  const agent = Object.hasOwn(agents, id) ? agents[id] : undefined;
  if (agent !== undefined) return agent;
  throw new CliError("NOT_FOUND", "No agent has this id.", {
    hint: `Your agents: ${Object.keys(agents).join(", ") || "none"}`,
  });
}

/** The given fields as the API takes them; an empty text removes an optional field. */
function toFields(options: AgentOptions): Partial<AgentBody> {
  const optional = (value: string | undefined): string | null | undefined => (value === "" ? null : value);
  const fields: Partial<AgentBody> = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.model === undefined ? {} : { model: options.model }),
    role: optional(options.role),
    system_prompt: optional(options.systemPrompt),
    prompt_file: optional(options.promptFile),
    working_directory: optional(options.workingDirectory),
    permissions: options.permissions,
    sessionScope: options.sessionScope,
    fallback: options.fallback?.length === 0 ? null : options.fallback,
    env: options.env,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function agentFacts(id: string, agent: AgentConfig, state?: string): string[] {
  const rows: [string, string | undefined][] = [
    ["id", id],
    ["name", agent.name],
    ["state", state],
    ["provider", agent.provider],
    ["model", agent.model === "" ? "(default)" : agent.model],
    ["fallback", agent.fallback === undefined ? undefined : shownFallback(agent.fallback)],
    ["role", agent.role],
    ["permissions", agent.permissions ?? "sandboxed"],
    ["working directory", agent.working_directory],
    ["session scope", agent.sessionScope],
    ["system prompt", agent.system_prompt],
    ["prompt file", agent.prompt_file],
    ["environment", agent.env === undefined ? undefined : Object.keys(agent.env).join(", ")],
  ];
  return facts(rows.filter((row): row is [string, string] => row[1] !== undefined));
}
