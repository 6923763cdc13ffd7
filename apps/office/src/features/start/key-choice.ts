/** Whose key can be entered in the first run, and what is stored for each choice. Pure. */
import {
  API_FORMATS,
  type ApiFormat,
  type FoundProvider,
  PROVIDERS,
  type SettingsEdit,
} from "@tinyagi/contracts";
import { words } from "../../locale/words";

export interface KeyChoice {
  id: string;
  name: string;
  provider: string;
  /** A model API. The others are agent CLIs, which know their address and their model. */
  api?: { format: ApiFormat; model: string; needsAddress: boolean };
}

export interface TypedKey {
  key: string;
  model: string;
  address: string;
}

/** The agent CLIs that lack a login, then the APIs that need no program. */
export function keyChoices(found: readonly FoundProvider[]): KeyChoice[] {
  const clis = found.filter(({ provider, state }) => state === "login" && provider !== "api");
  const [anthropicModel] = PROVIDERS.anthropic.models;
  const api = (id: string, name: string, one: Required<KeyChoice>["api"]): KeyChoice => ({
    id,
    name,
    provider: "api",
    api: one,
  });
  return [
    ...clis.map(({ provider, name }): KeyChoice => ({ id: provider, name, provider })),
    api("api-anthropic", words.start.key.anthropic, {
      format: "anthropic",
      model: anthropicModel,
      needsAddress: false,
    }),
    api("api-openai", words.start.key.openai, {
      format: "openai-responses",
      model: "gpt-5.4",
      needsAddress: false,
    }),
    api("api-other", words.start.key.other, { format: "openai-chat", model: "", needsAddress: true }),
  ];
}

/** Whether enough is entered. An address of one's own may need no key. */
export function isComplete({ api }: KeyChoice, { key, model, address }: TypedKey): boolean {
  if (api === undefined) return key.trim() !== "";
  if (model.trim() === "") return false;
  return api.needsAddress ? /^https?:\/\/[^/]/.test(address.trim()) : key.trim() !== "";
}

/** All values of an API are stored together, so that no key is ever sent to the address of another. */
export function keyEdits({ provider, api }: KeyChoice, { key, model, address }: TypedKey): SettingsEdit[] {
  if (api === undefined) return [{ path: ["models", provider, "api_key"], value: key.trim() }];
  const value = {
    format: api.format,
    model: model.trim(),
    ...(api.needsAddress ? { base_url: address.trim() } : {}),
    ...(key.trim() === "" ? {} : { api_key: key.trim() }),
  };
  return [{ path: ["models", "api"], value }];
}

/** The same in a terminal. The key is read from stdin, so that no history of a shell keeps it. */
export function keyCommand({ provider, api }: KeyChoice, { key, model, address }: TypedKey): string {
  const stdin = key.trim() === "" && api?.needsAddress === true ? "" : " --api-key-stdin";
  if (api === undefined) return `tinyagi provider ${provider}${stdin}`;
  const at = api.needsAddress ? ` --base-url ${address.trim() || "<url>"}` : "";
  return `tinyagi provider api --format ${api.format}${at} --model ${model.trim() || "<model>"}${stdin}`;
}

/** Where a choice sends its requests, for the line below the key. */
export function getHost({ api }: KeyChoice): string | undefined {
  return api === undefined || api.needsAddress ? undefined : new URL(API_FORMATS[api.format].baseUrl).host;
}
