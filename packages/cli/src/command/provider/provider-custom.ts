/** `provider add`: a custom endpoint, from flags or from questions. */
import { type CustomProvider, ENDPOINT_HARNESSES, HARNESSES } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { askOne, askSecret, askText, canAsk } from "../../prompt/ask.js";
import { facts } from "../../view/table.js";
import { idProblem } from "../../wizard/agent-wizard.js";
import { type KeyOptions, readKeyOption } from "./provider-key.js";

export interface CustomOptions extends KeyOptions {
  name?: string;
  harness?: CustomProvider["harness"];
  format?: CustomProvider["format"];
  baseUrl?: string;
  model?: string;
}

/** What needs no program comes first. */
const CHOICES = ENDPOINT_HARNESSES.map((id) => ({
  value: id,
  label: id,
  hint: HARNESSES[id].endpoint.hint,
})).sort(
  (one, other) => Number("inDaemon" in HARNESSES[other.value]) - Number("inDaemon" in HARNESSES[one.value]),
);

export async function addCustomProvider(
  context: CliContext,
  givenId: string | undefined,
  options: CustomOptions,
): Promise<void> {
  const client = await context.connect();
  const id = givenId ?? (await askId(context));
  const known = await client.call("listCustomProviders", { signal: context.signal });
  const isNew = !Object.hasOwn(known, id);
  if (isNew && !canAsk(context)) assertWhole(id, options);
  const harness = options.harness ?? (isNew ? await askHarness(context) : undefined);
  const baseUrl =
    options.baseUrl ??
    (isNew
      ? await askText(
          context,
          { message: "Address of the endpoint", flag: "--base-url <url>" },
          { initial: "http://", check: urlProblem },
        )
      : undefined);
  const asksModel = options.model === undefined && isNew && canAsk(context) && options.baseUrl === undefined;
  const model = asksModel ? await askModel(context) : options.model;
  const key = (await readKeyOption(context, options)) ?? (isNew ? await askKey(context) : undefined);
  const fields = {
    name: options.name ?? (isNew ? id : undefined),
    harness,
    format: options.format,
    base_url: baseUrl,
    api_key: key,
    model,
  };
  const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (Object.keys(body).length === 0)
    throw usageError(
      "There is nothing to change.",
      `Give a value, e.g. tinyagi provider add ${id} --model <name>`,
    );
  const answer = await client.call("putCustomProvider", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => {
    const { provider } = answer;
    return facts([
      ["provider", `custom:${id}`],
      ["harness", provider.harness],
      ["base url", provider.base_url],
      ["model", provider.model ?? "(default)"],
      ["test it with", `tinyagi provider test custom:${id}`],
    ]);
  });
}

/** Without a terminal, one error names all missing values. */
function assertWhole(id: string, options: CustomOptions): void {
  const { harness, baseUrl, apiKey, apiKeyEnv, apiKeyStdin } = options;
  const missing = [
    harness === undefined ? "--harness <harness>" : "",
    baseUrl === undefined ? "--base-url <url>" : "",
    [apiKey, apiKeyEnv, apiKeyStdin].every((one) => one === undefined)
      ? "--api-key-stdin or --api-key-env <NAME>"
      : "",
  ].filter((one) => one !== "");
  if (missing.length === 0) return;
  throw usageError(
    `A new provider needs ${missing.join(", ")}`,
    `For example: tinyagi provider add ${id} --harness api --base-url http://127.0.0.1:11434/v1 --api-key-stdin`,
  );
}

async function askId(context: CliContext): Promise<string> {
  if (!canAsk(context))
    throw usageError(
      "A provider needs an id.",
      "For example: tinyagi provider add local --harness api --base-url http://127.0.0.1:11434/v1 --api-key-stdin",
    );
  return askText(
    context,
    { message: "Id of the provider", flag: "<id>" },
    { check: (value) => idProblem(value, []) },
  );
}

/** An empty answer leaves the model to the agents. */
async function askModel(context: CliContext): Promise<string | undefined> {
  const question = { message: "Default model (may be empty)", flag: "--model <name>" };
  const model = (await askText(context, question)).trim();
  return model === "" ? undefined : model;
}

function urlProblem(value: string): string | undefined {
  return /^https?:\/\/[^/]/.test(value) && URL.canParse(value)
    ? undefined
    : "Use an address such as http://127.0.0.1:11434/v1";
}

async function askHarness(context: CliContext): Promise<string> {
  return askOne(
    context,
    { message: "Which program calls it?", flag: "--harness <harness>" },
    { options: CHOICES },
  );
}

async function askKey(context: CliContext): Promise<string> {
  if (!canAsk(context))
    throw usageError("The API key is missing.", "Add --api-key-stdin or --api-key-env <NAME>");
  return askSecret(context, { message: "API key", flag: "--api-key-stdin" });
}
