/**
 * `provider <name>`: sets the provider of this home, stores its values, and moves agents to it. Keys are
 * never printed; agents move only when a model or `--move-agents` is given.
 */
import { ACP_PREFIX, DEFAULT_PROVIDER } from "@tinyagi/contracts";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { type KeyOptions, readKeyOption, readTokenOption } from "./provider-key.js";
import {
  fieldEdits,
  type ModelSettings,
  type Models,
  providerName,
  readModels,
  toEntry,
  toPath,
} from "./provider-settings.js";

export interface SetOptions extends KeyOptions {
  model?: string;
  moveAgents?: boolean;
  baseUrl?: string;
  format?: NonNullable<Models["api"]>["format"];
}

/** @throws CliError usage for a provider that is not there and for options that are not the provider's */
export async function setProvider(context: CliContext, name: string, options: SetOptions): Promise<void> {
  const provider = checkedProvider(name, options);
  const key = await readKeyOption(context, options);
  const token = await readTokenOption(context, options);
  const client = await context.connect();
  const settings = await readModels(client, context);
  const { default: before } = await client.call("listProviders", { signal: context.signal });
  const { model = toEntry(settings, provider).model } = options;
  const moves = options.model !== undefined || options.moveAgents === true;
  const moved = moves ? movedAgents(settings, before) : [];
  await saveEdits(context, [
    ...fieldEdits(toPath(provider), toFields(options, { key, token })),
    ...fieldEdits(["models"], { provider }),
    ...moved.flatMap((id) => fieldEdits(["agents", id], { provider, model: options.model ?? "" })),
  ]);
  context.output.data({ ok: true, provider, model: model ?? null, moved }, () => [
    `provider ${provider} ${model ?? "(default model)"}`,
    ...(moved.length === 0 ? [] : [`moved: ${moved.map((id) => `@${id}`).join(", ")}`]),
  ]);
  if (provider === "api" && (model ?? "") === "")
    context.output.talk(
      "note: the provider api has no default model. Set one: tinyagi provider api --model sonnet",
    );
}

function checkedProvider(name: string, options: SetOptions): string {
  const { oauthToken, oauthTokenStdin, baseUrl, format } = options;
  const provider = providerName(name);
  if ((oauthToken !== undefined || oauthTokenStdin === true) && provider !== "anthropic")
    throw usageError("Only the provider anthropic accepts a token of a subscription.");
  if ((baseUrl !== undefined || format !== undefined) && provider !== "api")
    throw usageError(
      "Only the provider api accepts --base-url and --format.",
      "Add a custom endpoint: tinyagi provider add <id> --base-url <url>",
    );
  const { model, apiKey, apiKeyEnv, apiKeyStdin } = options;
  if (
    provider.startsWith(ACP_PREFIX) &&
    [model, apiKey, apiKeyEnv, apiKeyStdin].some((value) => value !== undefined)
  )
    throw usageError(
      "A program that speaks ACP has its own key and its own default model.",
      "Give its variable: tinyagi config edit (acp_agents); give an agent a model: tinyagi agent set <id> --model <name>",
    );
  return provider;
}

function toFields(
  { model, baseUrl, format }: SetOptions,
  { key, token }: { key: string | undefined; token: string | undefined },
) {
  return {
    ...(model === undefined ? {} : { model }),
    ...(key === undefined ? {} : { api_key: key }),
    ...(token === undefined ? {} : { oauth_token: token }),
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    ...(format === undefined ? {} : { format }),
  };
}

/**
 * The agents of the previous provider. Without one, a default agent that uses the demo provider moves, too; the demo team
 * stays with the demo provider.
 */
function movedAgents({ agents, defaultAgent }: ModelSettings, before: string | null): string[] {
  return Object.keys(agents).filter((id) => {
    const provider = agents[id]?.provider;
    if (before === null && id === defaultAgent && provider === "demo") return true;
    return provider === (before ?? DEFAULT_PROVIDER);
  });
}
