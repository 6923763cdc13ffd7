/** `config`: the settings, one value or all of them: through the daemon while it runs, else in the file. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { cleanJson } from "@tinyagi/contracts/clean-text";
import { paint, styled } from "@tinyagi/visualizer/text";
import { type Command, Option } from "commander";
import { type EditOptions, editSettings } from "../../config/editor.js";
import { type JsonValue, parsePlace, parseValue, valueAt } from "../../config/place.js";
import { changeSettings, readSettings, readSettingsText, warn } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { ENGINE_CHANGED } from "../../doctor/worker-check.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { linesOfText } from "../../output/output.js";
import { askSecret, askText, canAsk } from "../../prompt/ask.js";
import { registerHistory } from "./config-history.js";

const EXAMPLES = `
Examples:
  tinyagi config get                                   all settings with secrets masked
  tinyagi config get agents.coder.model
  tinyagi config set agents.coder.model opus
  tinyagi config set teams.dev.agents '["coder","reviewer"]'
  tinyagi config set models.anthropic.api_key -        read the key from stdin, not from the command line
  tinyagi config set models.openai.api_key env:OPENAI_API_KEY
  tinyagi config set --unset agents.coder.role
  tinyagi config edit
  tinyagi config validate
  tinyagi config history
  tinyagi config diff 7
  tinyagi config rollback 6
  tinyagi config path
  tinyagi config schema > settings.schema.json

Without a running daemon, get, set, edit and validate use the settings file. history, diff and rollback need the daemon.
`;

interface SetOptions {
  unset?: boolean;
  string?: boolean;
}

export function registerConfig(program: Command, context: CliContext): void {
  const config = program.command("config").addHelpText("after", EXAMPLES);
  config
    .command("get")
    .argument("[path]", "path such as agents.coder.model, or a JSON pointer")
    .description("print settings with secrets masked")
    .action((path?: string) => get(context, path));
  config
    .command("set")
    .argument("<path>", "path such as agents.coder.model, or a JSON pointer")
    .argument("[value]", "JSON or text; - reads stdin; asks for it if you leave it out")
    .option("--string", "use the value as text, even if it is valid JSON")
    .addOption(new Option("--unset", "remove the current value").conflicts("string"))
    .description("change one setting; all settings are validated before they are saved")
    .action((path: string, value: string | undefined, options: SetOptions) =>
      set(context, path, { ...options, value }),
    );
  config
    .command("edit")
    .option("-y, --yes", "save without asking")
    .option("--dry-run", "show what would change, and change nothing")
    .description("edit the settings in $VISUAL or $EDITOR; shows what changes, and validates it")
    .action((options: EditOptions) => edit(context, options));
  config
    .command("validate")
    .argument("[file]", "file to check; - reads stdin (default: the settings of this home)")
    .description("check a settings file; works without the daemon")
    .action((file?: string) => validate(context, file));
  registerHistory(config, context);
  config
    .command("path")
    .description("print the path of the settings file")
    .action(() => {
      const path = context.paths.settingsFile;
      context.output.data({ path }, () => [path]);
    });
  config
    .command("schema")
    .description("print the JSON Schema of the settings")
    .action(async () => {
      const { settingsJsonSchema } = await import("@tinyagi/contracts");
      printJson(context, settingsJsonSchema());
    });
}

async function get(context: CliContext, path: string | undefined): Promise<void> {
  const place = path === undefined ? [] : parsePlace(path);
  const value = valueAt(await readSettings(context), place);
  if (value === undefined)
    throw new CliError("NOT_FOUND", "This setting has no value.", {
      hint: "List all settings: tinyagi config get",
    });
  if (typeof value === "string") context.output.data(value, () => linesOfText(value));
  else printJson(context, value);
}

async function set(
  context: CliContext,
  path: string,
  options: SetOptions & { value: string | undefined },
): Promise<void> {
  const place = parsePlace(path);
  if (options.unset === true && options.value !== undefined)
    throw usageError("--unset takes no value.", "Remove the value from the command");
  const edit =
    options.unset === true
      ? { path: place }
      : { path: place, value: await readValue(context, place, options) };
  const settings = await changeSettings(context, [edit]);
  const now = valueAt(settings, place);
  context.output.data({ ok: true, settings }, () => [
    now === undefined ? `${path} is not set` : `${path} = ${cleanJson(now)}`,
  ]);
  if (isAddress(place) && (await context.isServed()))
    context.output.talk("The daemon keeps its current address until you restart it: tinyagi restart");
  if (isEngine(place) && (await context.isServed())) await sayEngine(context);
}

/** A first engine is used at once; another one would cut runs on workers off. */
async function sayEngine(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { engine } = await client.call("listWorkers", { signal: context.signal });
  if (engine.isChanged) context.output.talk(ENGINE_CHANGED);
}

function isEngine([section, field]: readonly string[]): boolean {
  return section === "execution" && (field === undefined || field === "engine");
}

/** Settings that the daemon reads only when it starts to listen. */
function isAddress([section, field]: readonly string[]): boolean {
  return section === "server" && (field === undefined || field === "port" || field === "host");
}

async function readValue(
  context: CliContext,
  place: readonly string[],
  options: SetOptions & { value: string | undefined },
): Promise<JsonValue> {
  const text = await readGiven(context, place, options.value);
  return options.string === true ? text : parseValue(text);
}

async function readGiven(
  context: CliContext,
  place: readonly string[],
  given: string | undefined,
): Promise<string> {
  const { isSecretPath } = await import("@tinyagi/contracts");
  const isSecret = isSecretPath(place);
  if (given === "-") return (await readAll(context)).replace(/\r?\n$/, "");
  if (given === undefined) {
    if (!canAsk(context))
      throw usageError("The value is missing.", "Give a value, or - to read it from stdin");
    const question = { message: `Value of ${place.join(".")}`, flag: "a value" };
    return isSecret ? askSecret(context, question) : askText(context, question);
  }
  if (isSecret && !/^(?:env|file):/.test(given)) {
    context.output.talk(
      styled`${paint("yellow", "warning:")} the shell's history now contains this secret; use - to read it from stdin`,
    );
  }
  return given;
}

async function edit(context: CliContext, options: EditOptions): Promise<void> {
  const result = await editSettings(context, options);
  warn(context, result.warnings);
  context.output.data(result, () => [result.changed ? "saved" : "nothing was changed"]);
}

async function validate(context: CliContext, file: string | undefined): Promise<void> {
  const { checkSettingsText } = await import("@tinyagi/daemon");
  const { warnings } = checkSettingsText(await candidateText(context, file));
  warn(context, warnings);
  const name = file === "-" ? "stdin" : resolve(file ?? context.paths.settingsFile);
  context.output.data({ valid: true, file: name, warnings }, () => [
    warnings.length === 0
      ? "valid"
      : `valid, with ${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`,
  ]);
}

async function candidateText(context: CliContext, file: string | undefined): Promise<string> {
  if (file === "-") return readAll(context);
  if (file === undefined) return readSettingsText(context);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CliError("NOT_FOUND", "The file cannot be read.", {
      hint: "Check its path and its permissions",
      cause: error,
    });
  }
}

async function readAll({ stdin }: CliContext): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

function printJson({ output }: CliContext, value: unknown): void {
  output.data(value, () => linesOfText(cleanJson(value, 2)));
}
