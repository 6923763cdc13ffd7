/** `webhook`: signed calls from outside that hand an event to an agent. A secret is shown only once, when it is created here. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Settings, SettingsEdit } from "@tinyagi/contracts";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";
import { followHint } from "../conversation/converse.js";
import { readSecretOption } from "../provider/provider-key.js";

type Webhooks = Settings["webhooks"];

const EXAMPLES = `
Examples:
  tinyagi webhook add shop --agent coder --template 'A new order: {{order.id}}. Check the stock.'
  tinyagi webhook add github --agent dev --secret-stdin < secret.txt
  tinyagi webhook list
  tinyagi webhook test shop --data '{"order":{"id":7}}'
  tinyagi webhook remove shop --yes
`;
const SAMPLE = '{"test":true}';
const SECRET_BYTES = 32;
/** The settings advise this; a shorter one can be guessed. */
const SECRET_MIN_CHARS = 24;
const TEST_TIMEOUT_MS = 30_000;

interface AddOptions {
  agent: string;
  template?: string;
  templateFile?: string;
  secretStdin?: boolean;
  secretEnv?: string;
}

export function registerWebhook(program: Command, context: CliContext): void {
  const webhook = program.command("webhook").addHelpText("after", EXAMPLES);
  webhook
    .command("list")
    .description("list all webhooks with their addresses")
    .action(() => list(context));
  webhook
    .command("add")
    .argument("<name>", "name of the webhook, the last part of its address")
    .requiredOption("-a, --agent <id>", "the agent or team that gets the events")
    .option("--template <text>", "task text; {{path.to.field}} inserts a quoted value of the JSON")
    .option("--template-file <file>", "read the task text from this file")
    .option("--secret-stdin", "read the shared secret from stdin (default: a new secret)")
    .option("--secret-env <name>", "take the shared secret from this environment variable of the daemon")
    .description("add a webhook; a new secret is shown only once")
    .action((name: string, options: AddOptions) => add(context, name, options));
  webhook
    .command("remove")
    .argument("<name>", "name of the webhook")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a webhook; its sender is refused from now on")
    .action((name: string, options: { yes?: boolean }) => remove(context, name, options.yes === true));
  webhook
    .command("test")
    .argument("<name>", "name of the webhook")
    .option("--data <json>", "JSON to send", SAMPLE)
    .description("send a signed test event; its agent starts to work")
    .action((name: string, options: { data: string }) => test(context, name, options.data));
}

async function getSettings(context: CliContext): Promise<Partial<Settings>> {
  const client = await context.connect();
  return client.call("getSettings", { signal: context.signal });
}

async function readWebhooks(context: CliContext): Promise<Webhooks> {
  return (await getSettings(context)).webhooks ?? {};
}

async function change(context: CliContext, edit: SettingsEdit): Promise<void> {
  const client = await context.connect();
  await client.call("changeSettings", { body: { changes: [edit] }, signal: context.signal });
}

async function list(context: CliContext): Promise<void> {
  const [webhooks, address] = await Promise.all([readWebhooks(context), context.address()]);
  const rows = Object.entries(webhooks).map(([name, { agent, enabled, template }]) => ({
    name,
    agent,
    enabled,
    url: `${address}/api/hooks/${name}`,
    ...(template === undefined ? {} : { template }),
  }));
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no webhooks yet; add one: tinyagi webhook add <name> --agent <id>"]
      : table(
          ["NAME", "AGENT", "STATE", "ADDRESS"],
          rows.map(({ name, agent, enabled, url }) => [name, agent, enabled ? "on" : "off", url]),
          columns,
        ),
  );
}

async function add(context: CliContext, name: string, options: AddOptions): Promise<void> {
  const given = await readSecretOption(context, options);
  if (given !== undefined && options.secretEnv === undefined && given.length < SECRET_MIN_CHARS)
    throw usageError(
      `The secret is shorter than ${SECRET_MIN_CHARS} characters, so it could be guessed.`,
      "Use 32 random bytes, e.g. from: openssl rand -hex 32",
    );
  const template = await getTemplate(options);
  const { webhooks = {}, agents = {}, teams = {} } = await getSettings(context);
  const agent = options.agent.replace(/^@/, "");
  if (!Object.hasOwn(agents, agent) && !Object.hasOwn(teams, agent))
    throw new CliError("UNKNOWN_AGENT", "No agent or team has this id.", {
      hint: "List them: tinyagi agent list, tinyagi team list",
    });
  if (Object.hasOwn(webhooks, name))
    throw new CliError("CONFLICT", "A webhook with this name already exists.", {
      hint: `Remove it first: tinyagi webhook remove ${name}`,
    });
  const secret = given ?? randomBytes(SECRET_BYTES).toString("hex");
  const value = { secret, agent, ...(template === undefined ? {} : { template }) };
  await change(context, { path: ["webhooks", name], value });
  const url = `${await context.address()}/api/hooks/${name}`;
  const made = given === undefined ? { secret } : {};
  context.output.data({ ok: true, name, agent, url, ...made }, () =>
    facts([
      ["address", url],
      ...(given === undefined ? ([["secret", secret]] as const) : []),
      ["test it with", `tinyagi webhook test ${name}`],
    ]),
  );
  if (given === undefined) context.output.talk("Give the secret to the sender now: it is shown only once.");
}

async function getTemplate({ template, templateFile }: AddOptions): Promise<string | undefined> {
  if (templateFile === undefined) return template;
  if (template !== undefined) throw usageError("Use --template or --template-file, not both.");
  try {
    return await readFile(resolve(templateFile), "utf8");
  } catch (cause) {
    throw new CliError("NOT_FOUND", "The template file cannot be read.", {
      hint: "Check the path after --template-file",
      cause,
    });
  }
}

async function remove(context: CliContext, name: string, yes: boolean): Promise<void> {
  if (!Object.hasOwn(await readWebhooks(context), name))
    throw new CliError("NOT_FOUND", "No webhook has this name.", {
      hint: "List them: tinyagi webhook list",
    });
  await confirm(context, `Remove the webhook ${name}?`, yes);
  await change(context, { path: ["webhooks", name] });
  context.output.data({ ok: true }, () => [`removed ${name}`]);
}

/** Sends it over the network with only the signature: if it works here, it works for the sender. */
async function test(context: CliContext, name: string, data: string): Promise<void> {
  const body = compact(data);
  const { signWebhookCall } = await import("@tinyagi/daemon");
  const { settingsFile } = context.paths;
  const call = await signWebhookCall({ settingsFile, name, body, env: context.env, now: context.now() });
  const address = await context.address();
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TEST_TIMEOUT_MS)]);
  const { path, headers } = call;
  let response: Response;
  try {
    response = await fetch(`${address}${path}`, { method: "POST", headers, body, signal, redirect: "error" });
  } catch (cause) {
    throw new CliError("DAEMON_UNREACHABLE", "The daemon did not answer.", { cause });
  }
  const answer: unknown = await response.json().catch(() => ({}));
  const { error, code, conversationId } = answer as Partial<Record<string, string>>;
  if (!response.ok)
    throw new CliError(
      "CONFLICT",
      `The daemon refused the event (${response.status} ${code ?? ""}): ${error ?? ""}`,
    );
  context.output.data(answer, () => [`Accepted: ${conversationId ?? ""}`]);
  context.output.talk(followHint(conversationId ?? ""));
}

function compact(data: string): string {
  try {
    return JSON.stringify(JSON.parse(data));
  } catch {
    throw usageError("--data is not valid JSON.", `For example: --data '${SAMPLE}'`);
  }
}
