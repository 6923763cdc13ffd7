/** `agent add`: from words, from answers to questions, and from a template folder. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { missingCli } from "../doctor/tool-check.js";
import { canAsk } from "../prompt/ask.js";
import { copyTemplate, type TemplateCopy } from "../template/copy-template.js";
import { type AgentAnswers, askForAgent } from "../wizard/agent-wizard.js";
import type { AgentBody, AgentOptions } from "./agent.js";

const FALLBACK_PROVIDER = "anthropic";
const DEFAULT_WORKSPACE = "tinyagi-workspace";

export interface AddOptions extends AgentOptions {
  template?: string;
}

/** @throws CliError usage without an id where nobody can be asked, `CONFLICT` for an id that is taken */
export async function addAgent(
  context: CliContext,
  given: { id: string | undefined; options: AddOptions; fields: Partial<AgentBody> },
) {
  const { options } = given;
  if (given.id === undefined && !canAsk(context))
    throw usageError("an agent needs an id", "say which: tinyagi agent add coder --provider anthropic");
  const client = await context.connect();
  const settings = await client.call("getSettings", { signal: context.signal });
  const agents = keysOf(settings.agents);
  if (given.id !== undefined && agents.includes(given.id))
    throw new CliError("CONFLICT", "an agent with this id exists", {
      hint: `change it with: tinyagi agent set ${given.id}`,
    });
  const asked = given.id === undefined || (options.provider === undefined && canAsk(context));
  const known = {
    agents: [...agents, ...keysOf(settings.teams)],
    customProviders: keysOf(settings.custom_providers),
  };
  const answers = asked ? await askForAgent(context, answersOf(given.id, options), known) : undefined;
  const id = answers?.id ?? given.id ?? "";
  const body: AgentBody = {
    ...given.fields,
    name: answers?.name ?? options.name ?? id,
    provider: answers?.provider ?? options.provider ?? FALLBACK_PROVIDER,
    model: answers?.model ?? options.model ?? "",
    ...(answers === undefined || answers.role === "" ? {} : { role: answers.role }),
    ...(answers === undefined
      ? {}
      : { permissions: answers.permissions as NonNullable<AgentBody["permissions"]> }),
  };
  const copy = await templateOf(options, workspaceOf({ settings, id, options }));
  const answer = await put(client, context, { id, body, copy });
  const harness = harnessOf(settings.custom_providers, body.provider);
  return {
    ...{ id, answer, lines: copy === undefined ? [] : templateLines(copy) },
    missing: await missingCli(body.provider ?? FALLBACK_PROVIDER, harness, context.env),
  };
}

/** Says on stderr what comes next: to install what executes the agent, or to try it. */
export function tellNext(
  { output }: CliContext,
  { id, missing }: { id: string; missing: { bin: string; install: string } | undefined },
): void {
  if (missing !== undefined)
    output.talk(
      `${output.talkColors.yellow("note:")} ${missing.bin} is not installed, and @${id} needs it: ${missing.install}`,
    );
  output.talk(`${missing === undefined ? "Try it" : "Then try it"} with: tinyagi run '@${id} hello'`);
}

function harnessOf(providers: unknown, provider: string | undefined): string | undefined {
  const name = provider?.startsWith("custom:") === true ? provider.slice("custom:".length) : undefined;
  if (typeof providers !== "object" || providers === null || name === undefined) return undefined;
  const all = providers as Readonly<Record<string, { harness?: string } | undefined>>;
  return all[name]?.harness;
}

function answersOf(id: string | undefined, options: AddOptions): Partial<AgentAnswers> {
  const given = { ...options, ...(id === undefined ? {} : { id }) };
  const wanted = ["id", "name", "provider", "model", "role", "permissions"] as const;
  return Object.fromEntries(wanted.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])));
}

/** The template goes in first: what the daemon would put there is then there already and stays. */
async function templateOf(options: AddOptions, workspace: string): Promise<TemplateCopy | undefined> {
  return options.template === undefined ? undefined : copyTemplate(resolve(options.template), workspace);
}

async function put(
  client: Client,
  context: CliContext,
  { id, body, copy }: { id: string; body: AgentBody; copy: TemplateCopy | undefined },
) {
  try {
    return await client.call("putAgent", { params: { id }, body, signal: context.signal });
  } catch (error) {
    await copy?.undo();
    throw error;
  }
}

/** Where the daemon will look for the agent's directory; both run as the same user. */
function workspaceOf(from: {
  settings: Readonly<Record<string, unknown>>;
  id: string;
  options: AddOptions;
}): string {
  const { workspace } = from.settings;
  const path =
    typeof workspace === "object" && workspace !== null && "path" in workspace ? workspace.path : undefined;
  const root = typeof path === "string" ? expand(path) : join(homedir(), DEFAULT_WORKSPACE);
  return resolve(homedir(), root, expand(from.options.workingDirectory ?? from.id));
}

function expand(path: string): string {
  return path.replace(/^(~|\$HOME)(?=\/|$)/, homedir());
}

function templateLines({ copied, kept, skipped }: TemplateCopy): string[] {
  const lines = [`${copied.length} files of the template copied`];
  if (kept.length > 0) lines.push(`kept as they were: ${kept.join(", ")}`);
  if (skipped.length > 0) lines.push(`left out, since they are links: ${skipped.join(", ")}`);
  if (copied.some((file) => /^\.claude\/settings.*\.json$/.test(file)))
    lines.push("note: settings and hooks of .claude/ are not loaded, since agents could write them");
  return lines;
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
