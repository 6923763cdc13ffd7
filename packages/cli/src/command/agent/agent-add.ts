/** `agent add`: from words, from answers to questions, and from a template folder. */
import { resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import { DEFAULT_PROVIDER } from "@tinyagi/contracts";
import type { AgentOfHome } from "@tinyagi/daemon";
import { resolvePlace } from "../../context/agent-place.js";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { canAsk } from "../../prompt/ask.js";
import { copyTemplate, type TemplateCopy } from "../../template/copy-template.js";
import { type AgentAnswers, askForAgent } from "../../wizard/agent-wizard.js";
import { findSetupGaps } from "./agent-lacks.js";
import type { AgentBody, AgentOptions } from "./agent-options.js";
import { promptFileField } from "./agent-prompt-file.js";
import { addStarter, STARTER_AGENT } from "./agent-starter.js";
import { isDemoAgent, printReplaced } from "./demo-agent.js";

export interface AddOptions extends AgentOptions {
  template?: string;
}

/** @throws CliError usage without both an id and a terminal, `CONFLICT` for an id that is taken */
export async function addAgent(
  context: CliContext,
  given: { id: string | undefined; options: AddOptions; fields: Partial<AgentBody> },
) {
  const { options } = given;
  if (options.template !== undefined && STARTER_AGENT.test(options.template))
    return addStarter(context, { ...given, template: options.template });
  if (given.id === undefined && !canAsk(context))
    throw usageError("An agent needs an id.", "Give one, e.g. tinyagi agent add coder --provider anthropic");
  const client = await context.connect();
  const settings = await client.call("getSettings", { signal: context.signal });
  const { default: standard, providers } = await client.call("listProviders", { signal: context.signal });
  const agents = toKeys(settings.agents);
  const replaced = given.id !== undefined && (await isDemoAgent(client, context, { id: given.id, settings }));
  if (given.id !== undefined && agents.includes(given.id) && !replaced)
    throw new CliError("CONFLICT", "An agent with this id already exists.", {
      hint: `Change it: tinyagi agent set ${given.id} --model <name>`,
    });
  const asked = given.id === undefined || (options.provider === undefined && canAsk(context));
  const known = {
    agents: [...agents, ...toKeys(settings.teams)],
    customProviders: toKeys(settings.custom_providers),
    ...(standard === null ? {} : { provider: standard }),
  };
  const answers = asked ? await askForAgent(context, toAnswers(given.id, options), known) : undefined;
  const id = answers?.id ?? given.id ?? "";
  const provider = answers?.provider ?? options.provider ?? standard ?? DEFAULT_PROVIDER;
  // Empty means the default of the provider, whichever that is.
  const model = answers?.model ?? options.model ?? "";
  const body: AgentBody = {
    ...given.fields,
    name: answers?.name ?? options.name ?? id,
    provider,
    model,
    // What the demo agent was for is not what this one is for.
    ...(replaced ? { role: given.fields.role ?? null } : {}),
    ...(answers === undefined || answers.role === "" ? {} : { role: answers.role }),
    ...(answers === undefined
      ? {}
      : { permissions: answers.permissions as NonNullable<AgentBody["permissions"]> }),
  };
  const place = resolvePlace(context, { id, workingDirectory: options.workingDirectory, settings });
  const copy = await getTemplate(options, place);
  const answer = await put(client, context, { body, place, copy });
  if (replaced) printReplaced(context, { id, settings });
  return {
    id,
    answer,
    lines: copy === undefined ? [] : templateLines(copy),
    ...(await findSetupGaps(client, context, { provider, model, permissions: body.permissions, providers })),
  };
}

function toAnswers(id: string | undefined, options: AddOptions): Partial<AgentAnswers> {
  const given = { ...options, ...(id === undefined ? {} : { id }) };
  const wanted = ["id", "name", "provider", "model", "role", "permissions"] as const;
  return Object.fromEntries(wanted.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])));
}

/** The template is copied first: the daemon does not replace files that exist. */
async function getTemplate(options: AddOptions, place: AgentOfHome): Promise<TemplateCopy | undefined> {
  if (options.template === undefined) return undefined;
  const { agentWorkspace } = await import("@tinyagi/daemon");
  return copyTemplate(resolve(options.template), await agentWorkspace(place));
}

async function put(
  client: Client,
  context: CliContext,
  wanted: { body: AgentBody; place: AgentOfHome; copy: TemplateCopy | undefined },
) {
  const { body, place, copy } = wanted;
  const { id } = place;
  try {
    // The template may contain it.
    const file = await promptFileField(body.prompt_file, place);
    return await client.call("putAgent", {
      params: { id },
      body: { ...body, ...file },
      signal: context.signal,
    });
  } catch (error) {
    await copy?.undo();
    throw error;
  }
}

function templateLines({ copied, kept, skipped }: TemplateCopy): string[] {
  const lines = [`copied ${copied.length} files of the template`];
  if (kept.length > 0) lines.push(`not replaced, because they exist: ${kept.join(", ")}`);
  if (skipped.length > 0) lines.push(`not copied, because they are links: ${skipped.join(", ")}`);
  if (copied.some((file) => /^\.claude\/settings.*\.json$/.test(file)))
    lines.push("note: agents do not load settings and hooks of .claude/, because agents could change them");
  if (copied.some((file) => /^\.claude\/(agents|commands)\//.test(file)))
    lines.push("note: agents do not load agents and commands of .claude/; write them as skills");
  return lines;
}

function toKeys(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
