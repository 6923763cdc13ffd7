/** `provider login`: the logins of a provider, their order, and which one is used. Keys are never printed. */
import { resolve } from "node:path";
import { DEFAULT_LOGIN, type LoginView } from "@tinyagi/contracts";
import { stamp } from "@tinyagi/views";
import { type Command, Option } from "commander";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import { type KeyOptions, readKeyOption, readTokenOption } from "./provider-key.js";
import { providerName, toPath } from "./provider-settings.js";
import { quotaText } from "./quota-text.js";

interface AddOptions extends KeyOptions {
  configDir?: string;
}

const EXAMPLES = `
Examples:
  tinyagi provider login list                                            show all logins, and which one is used
  tinyagi provider login add anthropic work --config-dir ~/.claude-work  a second subscription, with its own folder
  tinyagi provider login add anthropic spare --oauth-token-stdin < token
  tinyagi provider login add openai paid --api-key-stdin < key
  tinyagi provider login order anthropic work default                    use work first, then the provider's own login
  tinyagi provider login use anthropic spare                             use it first
  tinyagi provider login remove anthropic spare
Log in to a folder with the program itself: CLAUDE_CONFIG_DIR=~/.claude-work claude, CODEX_HOME=~/.codex-work codex login
`;

export function registerLogins(provider: Command, context: CliContext): void {
  const login = provider
    .command("login")
    .description(
      "more keys or subscriptions of one provider: the next one is used when one reaches its limit",
    )
    .addHelpText("after", EXAMPLES)
    .action(() => login.help());
  login
    .command("list")
    .argument("[provider]", "only those of this provider")
    .description("list logins in their order, with what is used of their windows")
    .action((name: string | undefined) => list(context, name));
  login
    .command("add")
    .argument("<provider>")
    .argument("<name>", "name of the login, such as work")
    .option("--api-key-stdin", "read the API key from stdin")
    .option("--api-key-env <NAME>", "take the API key from this environment variable of the daemon")
    .addOption(new Option("--api-key <key>", "shown in ps; use --api-key-stdin").hideHelp())
    .option("--oauth-token-stdin", "read the token of a Claude subscription from stdin")
    .addOption(new Option("--oauth-token <token>", "shown in ps; use --oauth-token-stdin").hideHelp())
    .option("--config-dir <folder>", "folder in which the program is logged in")
    .description("add a login, or replace it; it is used last")
    // The parent takes options that it has, too.
    .action((id: string, name: string, _options: AddOptions, command: Command) =>
      add(context, { id, name, options: command.optsWithGlobals() }),
    );
  login
    .command("remove")
    .argument("<provider>")
    .argument("<name>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a login, with its key; a folder stays")
    .action((id: string, name: string, { yes }: { yes?: boolean }) => remove(context, { id, name, yes }));
  login
    .command("order")
    .argument("<provider>")
    .argument("<names...>", `in this order; ${DEFAULT_LOGIN} is the provider's own key or login`)
    .description("set the order; a login that is not named is not used")
    .action((id: string, names: string[]) => order(context, id, names));
  login
    .command("use")
    .argument("<provider>")
    .argument("<name>")
    .description("use a login first, before the others")
    .action((id: string, name: string) => use(context, id, name));
}

async function list(context: CliContext, name: string | undefined): Promise<void> {
  const all = await read(context);
  const wanted = name === undefined ? undefined : providerName(name);
  if (wanted !== undefined) toLogins(all, wanted);
  const shown = Object.entries(all).filter(([id, logins]) =>
    wanted === undefined ? logins.length > 1 || logins.some(({ quota }) => quota.length > 0) : id === wanted,
  );
  context.output.data({ providers: Object.fromEntries(shown) }, (columns) =>
    shown.length === 0
      ? [
          "each provider has one login; add one: tinyagi provider login add anthropic work --config-dir <folder>",
        ]
      : table(
          ["PROVIDER", "LOGIN", "KIND", "STATE", "USED"],
          shown.flatMap(([id, logins]) =>
            logins.map((one) => [
              id,
              one.name,
              one.configDir ?? one.kind,
              stateOf(one),
              quotaText(one.quota),
            ]),
          ),
          columns,
        ),
  );
}

function stateOf({ ordered, inUse, pause }: LoginView): string {
  if (!ordered) return "not in the order";
  if (pause !== null) return `paused until ${stamp(pause.until)}: ${pause.reason}`;
  return inUse ? "in use" : "ready";
}

async function add(
  context: CliContext,
  { id, name, options }: { id: string; name: string; options: AddOptions },
): Promise<void> {
  const provider = providerName(id);
  const key = await readKeyOption(context, options);
  const token = await readTokenOption(context, options);
  const folder = options.configDir;
  const fields = { api_key: key, oauth_token: token, config_dir: folder && pathTo(folder) };
  const given = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value]],
  );
  if (given.length !== 1)
    throw usageError(
      "Give one of --api-key-stdin, --api-key-env, --oauth-token-stdin and --config-dir.",
      `For example: tinyagi provider login add ${id} ${name} --api-key-stdin`,
    );
  const known = toLogins(await read(context), provider);
  const at = toPath(provider);
  const before = othersInOrder(known, name);
  await saveEdits(context, [
    { path: [...at, "logins", name], value: Object.fromEntries(given) },
    // Named now: an order that exists would not name it.
    { path: [...at, "login_order"], value: [...before, name] },
  ]);
  const what = known.some((one) => one.name === name) ? "replaced" : "added";
  const where = before.length === 0 ? "the only one in the order" : `used after ${before.join(", ")}`;
  await tell(context, provider, `${name} ${what}; it is ${where}`);
}

async function remove(
  context: CliContext,
  { id, name, yes }: { id: string; name: string; yes: boolean | undefined },
): Promise<void> {
  const provider = providerName(id);
  const known = toLogins(await read(context), provider);
  const named = nameOf(known, name);
  if (named.kind === "own")
    throw usageError(
      `${DEFAULT_LOGIN} is the provider's own key or login, and cannot be removed.`,
      `To not use it, leave it out: tinyagi provider login order ${id} <names>`,
    );
  const left = othersInOrder(known, name);
  // Without an order, those that it leaves out would be used.
  if (left.length === 0)
    throw usageError(
      `${name} is the only login in the order, and those that are not in it would be used without it.`,
      `Say which ones are used first, e.g. tinyagi provider login order ${id} ${DEFAULT_LOGIN}`,
    );
  await confirm(context, `Remove the login ${name} of ${provider}?`, yes === true);
  const at = toPath(provider);
  await saveEdits(context, [
    { path: [...at, "login_order"], value: left },
    { path: [...at, "logins", name] },
  ]);
  await tell(context, provider, `${name} removed`);
}

async function order(context: CliContext, id: string, names: readonly string[]): Promise<void> {
  const provider = providerName(id);
  const known = toLogins(await read(context), provider);
  for (const name of names) nameOf(known, name);
  await saveEdits(context, [{ path: [...toPath(provider), "login_order"], value: [...names] }]);
  await tell(context, provider, `order: ${names.join(", ")}`);
}

async function use(context: CliContext, id: string, name: string): Promise<void> {
  const known = toLogins(await read(context), providerName(id));
  nameOf(known, name);
  await order(context, id, [name, ...othersInOrder(known, name)]);
}

function othersInOrder(known: readonly LoginView[], name: string): string[] {
  return known.filter((one) => one.ordered && one.name !== name).map((one) => one.name);
}

/** A path that the shell did not expand stays as it is: the daemon knows the home. */
function pathTo(folder: string): string {
  return folder.startsWith("~/") ? folder : resolve(folder);
}

type Logins = Record<string, LoginView[]>;

async function read(context: CliContext): Promise<Logins> {
  const client = await context.connect();
  return (await client.call("listLogins", { signal: context.signal })).providers;
}

function toLogins(all: Logins, provider: string): LoginView[] {
  const found = Object.hasOwn(all, provider) ? all[provider] : undefined;
  if (found !== undefined) return found;
  throw usageError("This provider does not exist.", "List the providers: tinyagi provider list");
}

function nameOf(known: readonly LoginView[], name: string): LoginView {
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new CliError("NOT_FOUND", "This provider has no such login.", {
    hint: `It has ${known.map((one) => one.name).join(", ")}`,
  });
}

async function tell(context: CliContext, provider: string, line: string): Promise<void> {
  const logins = toLogins(await read(context), provider);
  context.output.data({ provider, logins }, () => [`${provider}: ${line}`]);
}
