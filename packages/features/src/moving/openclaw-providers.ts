/**
 * Models and custom providers of OpenClaw.
 *
 * Format as published: https://docs.openclaw.ai/concepts/model-providers (`models.providers.<id>` with `baseUrl`,
 * `apiKey`, `api`; a model is `provider/model`).
 */
import type { MovedAgent } from "./moving-plan.js";
import { recordOf, textOf, textsOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

const ID = /^[a-z][a-z0-9_-]{0,31}$/;
const MODEL = /^[A-Za-z0-9][A-Za-z0-9_.:/@[\]+-]{0,127}$/;
const FALLBACK_MAX = 5;
const SECRET_MAX_CHARS = 10_000;
/** How each of its APIs is reached from here. */
const APIS: ReadonlyMap<string, { harness: string; format?: string }> = new Map([
  ["openai-completions", { harness: "api", format: "openai-chat" }],
  ["openai-responses", { harness: "api", format: "openai-responses" }],
  ["anthropic-messages", { harness: "api", format: "anthropic" }],
]);
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ["anthropic", "anthropic"],
  ["claude-cli", "anthropic"],
  ["openai", "openai"],
  ["openai-codex", "openai"],
  ["opencode", "opencode"],
]);

/** Values of the other product's variables, by name. */
export type Variables = ReadonlyMap<string, string>;

/** @returns the ids of the providers that are taken */
export function readOpenClawProviders(
  source: SourceFolder,
  plan: PlanWriter,
  { config, variables }: { config: Readonly<Record<string, unknown>>; variables: Variables },
): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const [id, value] of Object.entries(recordOf(recordOf(config.models).providers)).slice(0, 100)) {
    const provider = recordOf(value);
    const shown = `models.providers.${id.slice(0, 100)}`;
    const way = APIS.get(textOf(provider.api) ?? "openai-completions");
    const url = textOf(provider.baseUrl);
    const key = toSecret(provider.apiKey, variables);
    if (!ID.test(id)) source.left(shown, "odd-name");
    else if (way === undefined || url === undefined || !isWebUrl(url)) source.left(shown, "not-valid");
    else if (key === undefined) source.left(shown, "no-key");
    else {
      taken.add(id);
      plan.setting(["custom_providers", id], { name: id, ...way, base_url: url, api_key: key });
      if (provider.headers !== undefined) source.left(`${shown}.headers`, "not-valid");
    }
  }
  return taken;
}

/**
 * A value, `${NAME}`, or an object that names a variable. The other product's own value of the variable is taken where it
 * has one. Undefined for a secret that is kept elsewhere, and for a text with a variable in its midst.
 */
export function toSecret(value: unknown, variables: Variables): string | undefined {
  const text = textOf(value);
  if (text === undefined) {
    const { source, id } = recordOf(value);
    return source === "env" ? toVariable(textOf(id) ?? "", variables) : undefined;
  }
  if (text.length > SECRET_MAX_CHARS) return undefined;
  const [, name] = /^\$\{([^{}]{1,200})\}$/.exec(text) ?? [];
  if (name !== undefined) return toVariable(name, variables);
  return text.includes("${") ? undefined : toLiteral(text);
}

function toVariable(name: string, variables: Variables): string | undefined {
  const known = variables.get(name);
  if (known !== undefined && known !== "" && known.length <= SECRET_MAX_CHARS) return toLiteral(known);
  return /^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name) ? `env:${name}` : undefined;
}

/** What would name a file or a variable here was only a text there. */
function toLiteral(text: string): string | undefined {
  return /^(?:env|file):/.test(text) ? undefined : text;
}

/** Address of a bound model: `provider/model`, or `{ primary, fallbacks }`. */
export function toModels(
  value: unknown,
  custom: ReadonlySet<string>,
): Pick<MovedAgent, "provider" | "model" | "fallback"> & { isUnknown: boolean } {
  const { primary, fallbacks } = recordOf(value);
  const wanted = textOf(value) ?? textOf(primary);
  const first = wanted === undefined ? undefined : toModel(wanted, custom);
  const fallback = textsOf(fallbacks)
    .flatMap((one) => toModel(one, custom) ?? [])
    .slice(0, FALLBACK_MAX);
  const isUnknown = wanted !== undefined && first === undefined;
  return first === undefined ? { model: "", fallback, isUnknown } : { ...first, fallback, isUnknown };
}

function toModel(text: string, custom: ReadonlySet<string>): { provider: string; model: string } | undefined {
  const at = text.indexOf("/");
  const vendor = text.slice(0, Math.max(at, 0));
  const model = text.slice(at + 1);
  if (at < 1 || !MODEL.test(model)) return undefined;
  if (custom.has(vendor)) return { provider: `custom:${vendor}`, model };
  const provider = BUILT_IN.get(vendor);
  return provider === undefined ? undefined : { provider, model };
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
