/** `provider`: the provider of this home, custom endpoints, and a test with one real prompt. */

import type { Client } from "@tinyagi/client";
import {
  type Ability,
  API_FORMATS,
  abilitiesOf,
  ENDPOINT_HARNESSES,
  HARNESS_IDS,
  MODEL_PROVIDER_IDS,
  type ProviderTestResult,
  type RouteOutput,
} from "@tinyagi/contracts";
import { duration, sayWhy } from "@tinyagi/views";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { confirmRemoval } from "../../prompt/confirm-removal.js";
import { abilityList } from "../../view/ability-words.js";
import { table } from "../../view/table.js";
import { addCustomProvider, type CustomOptions } from "./provider-custom.js";
import { registerLogins } from "./provider-login.js";
import { type SetOptions, setProvider } from "./provider-set.js";
import { readModels } from "./provider-settings.js";

interface TestOptions {
  agent?: string;
  model?: string;
}

const FORMATS = Object.keys(API_FORMATS);
const EXAMPLES = `
Examples:
  tinyagi provider                                 show the provider of this home
  tinyagi provider list                            list all providers, with custom ones
  tinyagi provider anthropic --model opus          use it, and move the agents of the previous one
  tinyagi provider openai --api-key-stdin < key    store a key
  tinyagi provider anthropic --oauth-token-stdin < token    store the token that claude setup-token prints
  tinyagi provider api --model sonnet --api-key-stdin < key    call a model directly, without a CLI
  tinyagi provider add local --harness api --base-url http://127.0.0.1:11434/v1 --model llama3 --api-key-stdin
  tinyagi provider test custom:local               test it with one short prompt
  tinyagi provider resume anthropic                try a paused provider again now
  tinyagi provider custom:local --move-agents      use it, and move the agents of the previous one
  tinyagi provider remove local
  tinyagi provider login add anthropic work --config-dir ~/.claude-work    a second subscription
`;

export function registerProvider(program: Command, context: CliContext): void {
  const provider = program
    .command("provider")
    .argument("[provider]", `${MODEL_PROVIDER_IDS.join(", ")}, acp:<agent>, custom:<id>`)
    .option("--model <name>", "default model; also moves the agents of the previous provider")
    .option("--move-agents", "move the agents of the previous provider, with the default model")
    .option("--base-url <url>", "api: address of the endpoint (default: Anthropic or OpenAI)")
    .addOption(new Option("--format <format>", "api: format of the endpoint").choices(FORMATS))
    .option("--api-key-stdin", "read the API key from stdin")
    .option("--api-key-env <NAME>", "take the API key from this environment variable of the daemon")
    .addOption(new Option("--api-key <key>", "shown in ps; use --api-key-stdin").hideHelp())
    .option("--oauth-token-stdin", "read the token of a Claude subscription from stdin")
    .addOption(new Option("--oauth-token <token>", "shown in ps; use --oauth-token-stdin").hideHelp())
    .addHelpText("after", EXAMPLES)
    .action((name: string | undefined, options: SetOptions) =>
      name === undefined ? show(context) : setProvider(context, name, options),
    );
  provider
    .command("list")
    .description("list all providers")
    .action(() => list(context));
  provider
    .command("add")
    .argument("[id]")
    .option("--name <name>", "display name (default: the id)")
    .addOption(new Option("--harness <harness>", "program that calls it").choices(ENDPOINT_HARNESSES))
    .addOption(
      new Option("--format <format>", "format of the endpoint, for the harness api").choices(FORMATS),
    )
    .option("--base-url <url>", "address of the endpoint")
    .option("--model <name>", "default model")
    .option("--api-key-stdin", "read the API key from stdin")
    .option("--api-key-env <NAME>", "take the API key from this environment variable of the daemon")
    .description("add or change a custom provider; asks for values you do not give")
    // The parent takes options that it has, too.
    .action((id: string | undefined, _options: CustomOptions, command: Command) =>
      addCustomProvider(context, id, command.optsWithGlobals()),
    );
  provider
    .command("remove")
    .argument("<id>")
    .option("-y, --yes", "do not ask for confirmation")
    .option("--force", "remove it even if agents use it; their runs fail until they get another provider")
    .description("remove a custom provider")
    .action((id: string, options: { yes?: boolean; force?: boolean }) => remove(context, id, options));
  provider
    .command("resume")
    .argument("[provider]", "paused provider (default: all that are paused or waited for)")
    .description("end the pause of a provider, so that messages that wait for it run now")
    .action((name: string | undefined) => resume(context, name));
  registerLogins(provider, context);
  provider
    .command("test")
    .argument("[provider]", "provider to test (default: the provider of this home)")
    .option("--agent <id>", "test the provider and model of this agent")
    .option("--model <name>", "use this model")
    .description("test a provider with one short prompt, at its usual price")
    .action((name: string | undefined, _options: TestOptions, command: Command) =>
      test(context, name, command.optsWithGlobals()),
    );
}

async function resume(context: CliContext, name: string | undefined): Promise<void> {
  const client = await context.connect();
  const body = name === undefined ? {} : { provider: name };
  const { resumed } = await client.call("resumeProvider", { body, signal: context.signal });
  context.output.data({ resumed }, () =>
    resumed.length === 0 ? ["no provider is paused, and no message waits for one"] : resumed.map(toLine),
  );
}

function toLine({ provider, paused, messages }: RouteOutput<"resumeProvider">["resumed"][number]): string {
  return paused || messages > 0
    ? `${provider} is tried again now; ${messages} ${messages === 1 ? "message waits" : "messages wait"} for it`
    : `${provider} was not paused`;
}

async function show(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { default: standard, providers } = await client.call("listProviders", { signal: context.signal });
  const one = standard === null ? undefined : providers[standard];
  context.output.data({ provider: standard, model: one?.model ?? null }, () => [
    standard === null
      ? "no provider is set; set one: tinyagi provider anthropic"
      : `${standard} ${one?.model ?? "(default model)"}`,
  ]);
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("listProviders", { signal: context.signal });
  context.output.data(answer, (columns) =>
    table(
      ["PROVIDER", "HARNESS", "MODEL", "KEY", "CAN", "AGENTS", "NAME"],
      Object.entries(answer.providers).map(([id, one]) => [
        id === answer.default ? `${id} *` : id,
        one.harness,
        one.model ?? "(default)",
        one.hasKey ? "stored" : "",
        abilityList(harnessAbilities(one.harness, id)),
        one.agents.join(", "),
        one.name,
      ]),
      columns,
    ),
  );
}

/** A plugin may bring a harness of which nothing is known. */
function harnessAbilities(harness: string, provider: string): readonly Ability[] {
  const known = HARNESS_IDS.find((id) => id === harness);
  return known === undefined ? [] : abilitiesOf(known, provider);
}

async function remove(
  context: CliContext,
  id: string,
  { yes, force }: { yes?: boolean; force?: boolean },
): Promise<void> {
  await confirmRemoval(context, {
    target: { kind: "provider", id },
    question: `Remove the custom provider ${id}? This also deletes its key.`,
    yes: yes === true,
  });
  const client = await context.connect();
  const body = await client.call("deleteCustomProvider", {
    params: { id },
    query: force === true ? { force: "true" } : {},
    signal: context.signal,
  });
  context.output.data(body, () => [`custom:${id} removed`]);
  const left = force === true ? await agentsOn(client, context, `custom:${id}`) : [];
  if (left.length > 0)
    context.output.talk(
      `${left.join(", ")} still use it. Their runs fail until you give them another provider: tinyagi agent provider <id> <provider>`,
    );
}

/** Fallbacks count, too. */
async function agentsOn(client: Client, { signal }: CliContext, provider: string): Promise<string[]> {
  const agents = Object.entries(await client.call("listAgents", { signal }));
  return agents
    .filter(([, agent]) => [agent, ...(agent.fallback ?? [])].some((one) => one.provider === provider))
    .map(([agent]) => `@${agent}`);
}

/** The daemon gives an answer 60 s, and says what was missing. Programs that start for it take most of them on a busy machine. */
const TEST_MAX_MS = 90_000;

async function test(context: CliContext, name: string | undefined, options: TestOptions): Promise<void> {
  if (name !== undefined && options.agent !== undefined)
    throw usageError("Give a provider or --agent, not both.");
  const client = await context.connect();
  const target = await targetOf({ client, context, name, agent: options.agent });
  const model = options.model === undefined ? {} : { model: options.model };
  const body = { ...target, ...model };
  const result = await client.call("testProvider", { body, signal: context.signal, timeoutMs: TEST_MAX_MS });
  context.output.data(result, () => testLines(result));
  if (!result.ok) context.exitCode = EXIT.failed;
}

interface TestTarget {
  readonly client: Client;
  readonly context: CliContext;
  readonly name: string | undefined;
  readonly agent: string | undefined;
}

/** The given provider, else the one of this home, else that of its default agent, which may be the demo. */
async function targetOf({ client, context, name, agent }: TestTarget) {
  if (agent !== undefined) return { agent };
  if (name !== undefined) return { provider: name };
  const { default: standard } = await client.call("listProviders", { signal: context.signal });
  if (standard !== null) return { provider: standard };
  const { defaultAgent } = await readModels(client, context);
  if (defaultAgent !== undefined) return { agent: defaultAgent };
  throw new CliError("INVALID_INPUT", "No provider is set.", {
    hint: "Give one: tinyagi provider test anthropic",
  });
}

function testLines(result: ProviderTestResult): string[] {
  const lines = result.steps.flatMap((step) => {
    const time = step.ms === undefined ? "" : ` (${duration(step.ms)})`;
    const said = `${step.ok ? "ok    " : "failed"}  ${step.name}: ${sayWhy({ reason: step.detail, why: step.why })}${time}`;
    return step.hint === undefined ? [said] : [said, `        ${step.hint}`];
  });
  const { inputTokens, outputTokens } = result.usage ?? {};
  if (inputTokens === undefined && outputTokens === undefined) return lines;
  return [...lines, `tokens: ${inputTokens ?? "?"} in, ${outputTokens ?? "?"} out`];
}
