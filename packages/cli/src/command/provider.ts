/** `provider`: the provider of this home, custom endpoints, and a test with one real prompt. */
import type { Client } from "@tinyagi/client";
import type { ProviderTestResult } from "@tinyagi/contracts";
import { type Command, Option } from "commander";
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../context/exit-code.js";
import { cleanLine } from "../view/sanitize.js";
import { table } from "../view/table.js";
import { confirm } from "./confirm.js";
import { addCustomProvider, type CustomOptions } from "./provider-custom.js";
import { givenKey, type KeyOptions, warnOfArgument } from "./provider-key.js";
import { BUILT_IN, type Models, readModels, saveModels } from "./provider-settings.js";

interface SetOptions extends KeyOptions {
  model?: string;
  oauthToken?: string;
  moveAgents?: boolean;
}

interface TestOptions {
  agent?: string;
  model?: string;
}

const EXAMPLES = `
Examples:
  tinyagi provider                                 what is set
  tinyagi provider list                            all of them, custom ones too
  tinyagi provider anthropic --model opus          use it, and move the agents of the one before
  tinyagi provider openai --api-key-stdin < key    store a key
  tinyagi provider add local --harness api --base-url http://127.0.0.1:11434/v1 --model llama3 --api-key-stdin
  tinyagi provider test custom:local               run one short prompt through it
  tinyagi provider remove local
`;

export function registerProvider(program: Command, context: CliContext): void {
  const provider = program
    .command("provider")
    .argument("[provider]", BUILT_IN.join(", "))
    .option("--model <name>", "model of agents that name none; moves the agents of the provider before, too")
    .option("--move-agents", "move the agents of the provider before, with its default model")
    .option("--api-key-stdin", "read its key from stdin")
    .option("--api-key-env <NAME>", "take its key from a variable of the daemon")
    .addOption(new Option("--api-key <key>", "shown in ps; use --api-key-stdin").hideHelp())
    .addOption(new Option("--oauth-token <token>", "token of a Claude subscription, shown in ps").hideHelp())
    .description("show or set the provider of this home")
    .addHelpText("after", EXAMPLES)
    .action((name: string | undefined, options: SetOptions) =>
      name === undefined ? show(context) : set(context, name, options),
    );
  provider
    .command("list")
    .alias("ls")
    .description("all providers")
    .action(() => list(context));
  provider
    .command("add")
    .argument("[id]")
    .option("--name <name>", "name people see; default: the id")
    .addOption(
      new Option("--harness <harness>", "who speaks to it").choices(["claude", "codex", "opencode", "api"]),
    )
    .addOption(
      new Option("--format <format>", "what it speaks, for the harness api").choices([
        "openai-chat",
        "openai-responses",
        "anthropic",
      ]),
    )
    .option("--base-url <url>", "address of the endpoint")
    .option("--model <name>", "model of agents that name none")
    .option("--api-key-stdin", "read its key from stdin")
    .option("--api-key-env <NAME>", "take its key from a variable of the daemon")
    .description("add or change a custom provider; what is not said is asked")
    // Options the parent has, too, are taken by it.
    .action((id: string | undefined, _options: CustomOptions, command: Command) =>
      addCustomProvider(context, id, command.optsWithGlobals()),
    );
  provider
    .command("remove")
    .alias("rm")
    .argument("<id>")
    .option("-y, --yes", "do not ask")
    .option("--force", "also while agents use it")
    .description("remove a custom provider")
    .action((id: string, options: { yes?: boolean; force?: boolean }) => remove(context, id, options));
  provider
    .command("test")
    .argument("[provider]", "default: the provider of this home")
    .option("--agent <id>", "the provider and model of an agent")
    .option("--model <name>", "another model")
    .description("run one short prompt through a provider, at its usual price")
    .action((name: string | undefined, _options: TestOptions, command: Command) =>
      test(context, name, command.optsWithGlobals()),
    );
}

async function show(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { default: standard, providers } = await client.call("listProviders", { signal: context.signal });
  const one = standard === null ? undefined : providers[standard];
  context.output.data({ provider: standard, model: one?.model ?? null }, () => [
    standard === null
      ? "no provider is set; set one with: tinyagi provider anthropic"
      : `${standard} ${one?.model ?? "(default model)"}`,
  ]);
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("listProviders", { signal: context.signal });
  context.output.data(answer, (columns) =>
    table(
      ["PROVIDER", "HARNESS", "MODEL", "KEY", "AGENTS", "NAME"],
      Object.entries(answer.providers).map(([id, one]) => [
        id === answer.default ? `${id} *` : id,
        one.harness,
        one.model ?? "(default)",
        one.hasKey ? "stored" : "",
        one.agents.join(", "),
        one.name,
      ]),
      columns,
    ),
  );
}

async function set(context: CliContext, name: string, options: SetOptions): Promise<void> {
  const provider = BUILT_IN.find((known) => known === name);
  if (provider === undefined)
    throw usageError(`use ${BUILT_IN.join(", ")}`, "custom endpoints: tinyagi provider add <id>");
  if (options.oauthToken !== undefined && provider !== "anthropic")
    throw usageError("only anthropic takes --oauth-token");
  const key = await givenKey(context, options);
  if (options.oauthToken !== undefined) warnOfArgument(context, "--oauth-token");
  const client = await context.connect();
  const settings = await readModels(client, context);
  const before = settings.models.provider;
  const entry: Models["anthropic"] = {
    ...settings.models[provider],
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(key === undefined ? {} : { api_key: key }),
    ...(options.oauthToken === undefined ? {} : { oauth_token: options.oauthToken }),
  };
  const moves = options.model !== undefined || options.moveAgents === true;
  const moved = moves
    ? Object.keys(settings.agents).filter((id) => settings.agents[id]?.provider === (before ?? provider))
    : [];
  const agents = { ...settings.agents };
  for (const id of moved) agents[id] = { ...agents[id], provider, model: options.model ?? "" };
  const models = { ...settings.models, provider, [provider]: entry } as Models;
  await saveModels(client, context, moved.length === 0 ? { models } : { models, agents });
  context.output.data({ ok: true, provider, model: entry.model ?? null, moved }, () => [
    `provider ${provider} ${entry.model ?? "(default model)"}`,
    ...(moved.length === 0 ? [] : [`moved: ${moved.map((id) => `@${id}`).join(", ")}`]),
  ]);
}

async function remove(
  context: CliContext,
  id: string,
  { yes, force }: { yes?: boolean; force?: boolean },
): Promise<void> {
  await confirm(context, `Remove the custom provider ${id}? Its key is forgotten.`, yes === true);
  const client = await context.connect();
  const body = await client.call("deleteCustomProvider", {
    params: { id },
    query: force === true ? { force: "true" } : {},
    signal: context.signal,
  });
  context.output.data(body, () => [`custom:${id} removed`]);
}

async function test(context: CliContext, name: string | undefined, options: TestOptions): Promise<void> {
  if (name !== undefined && options.agent !== undefined)
    throw usageError("name a provider or --agent, not both");
  const client = await context.connect();
  const target =
    options.agent === undefined
      ? { provider: name ?? (await standardOf(client, context)) }
      : { agent: options.agent };
  const model = options.model === undefined ? {} : { model: options.model };
  const result = await client.call("testProvider", { body: { ...target, ...model }, signal: context.signal });
  context.output.data(result, () => testLines(result));
  if (!result.ok) context.exitCode = EXIT.failed;
}

async function standardOf(client: Client, context: CliContext): Promise<string> {
  const { default: standard } = await client.call("listProviders", { signal: context.signal });
  if (standard !== null) return standard;
  throw new CliError("INVALID_INPUT", "no provider is set", {
    hint: "name one: tinyagi provider test anthropic",
  });
}

function testLines(result: ProviderTestResult): string[] {
  const lines = result.steps.flatMap((step) => {
    const time = step.ms === undefined ? "" : ` (${(step.ms / 1_000).toFixed(1)} s)`;
    // What a provider says comes from outside.
    const said = `${step.ok ? "ok    " : "failed"}  ${step.name}: ${cleanLine(step.detail)}${time}`;
    return step.hint === undefined ? [said] : [said, `        ${cleanLine(step.hint)}`];
  });
  const { inputTokens, outputTokens } = result.usage ?? {};
  if (inputTokens === undefined && outputTokens === undefined) return lines;
  return [...lines, `tokens: ${inputTokens ?? "?"} in, ${outputTokens ?? "?"} out`];
}
