/** `model`: the models of this home's providers and their short names. */
import { MODEL_PROVIDER_IDS, PROVIDER_IDS, providerRow, type RouteOutput } from "@tinyagi/contracts";
import type { Command } from "commander";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";
import { fieldEdits, providerName, readModels, toEntry, toPath } from "../provider/provider-settings.js";

type Providers = RouteOutput<"listProviders">;

export function registerModel(program: Command, context: CliContext): void {
  program
    .command("model")
    .argument("[name]", "short or full name of a model")
    .option(
      "--provider <provider>",
      `provider of the model: ${MODEL_PROVIDER_IDS.join(", ")} or custom:<id> (default: found by its name)`,
    )
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi model\n  tinyagi model opus\n  tinyagi model gpt-5.4 --provider openai\n",
    )
    .action((name: string | undefined, options: { provider?: string }) =>
      name === undefined ? show(context) : set(context, name, options),
    );
}

async function show(context: CliContext): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("listProviders", { signal: context.signal });
  const models = Object.fromEntries(
    Object.entries(answer.providers).map(([id, { model, aliases }]) => [id, { model, aliases }]),
  );
  context.output.data({ default: answer.default, providers: models }, (columns) =>
    table(
      ["PROVIDER", "MODEL", "SHORT NAMES"],
      Object.entries(answer.providers)
        .filter(([id]) => id !== "demo")
        .map(([id, one]) => [
          id === answer.default ? `${id} *` : id,
          one.model ?? "(default)",
          Object.keys(one.aliases).join(" "),
        ]),
      columns,
    ),
  );
}

async function set(context: CliContext, name: string, options: { provider?: string }): Promise<void> {
  const client = await context.connect();
  const providers = await client.call("listProviders", { signal: context.signal });
  const provider = pickProvider(name, { wanted: options.provider, providers });
  const settings = await readModels(client, context);
  toEntry(settings, provider);
  const changed = Object.keys(settings.agents).filter((id) => settings.agents[id]?.provider === provider);
  const places = [toPath(provider), ...changed.map((id) => ["agents", id])];
  await saveEdits(
    context,
    places.flatMap((path) => fieldEdits(path, { model: name })),
  );
  const model = providers.providers[provider]?.aliases[name] ?? name;
  context.output.data({ ok: true, provider, model: name, changed }, () => [
    `${provider}: ${name}${model === name ? "" : ` (${model})`}`,
    ...(changed.length === 0 ? [] : [`changed: ${changed.map((id) => `@${id}`).join(", ")}`]),
  ]);
}

/** The provider whose model a name is: the one asked for, this home's if it knows the name, else by its form. */
function pickProvider(name: string, facts: { wanted: string | undefined; providers: Providers }): string {
  const { wanted, providers } = facts;
  if (wanted !== undefined) return providerName(wanted);
  const standard = providers.default === "demo" ? undefined : (providers.default ?? undefined);
  const knows = (id: string) => Object.hasOwn(providers.providers[id]?.aliases ?? {}, name);
  if (standard !== undefined && knows(standard)) return standard;
  const byName = MODEL_PROVIDER_IDS.find(knows);
  if (byName !== undefined) return byName;
  const byPattern = PROVIDER_IDS.find((id) => providerRow(id)?.modelPattern?.test(name) === true);
  if (byPattern !== undefined) return byPattern;
  if (standard !== undefined) return standard;
  throw usageError(
    "The provider of this model is not known.",
    `Add --provider <${MODEL_PROVIDER_IDS.join("|")}|custom:id>`,
  );
}
