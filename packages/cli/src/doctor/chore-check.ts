/** Which model writes titles and summaries, and whether it has a key. Sends nothing to it. */
import { API_FORMATS, DEFAULT_API_FORMAT, type Settings } from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import type { Finding } from "./finding.js";

const ID = "chores.model";

/** @param env of the daemon, which asks the model */
export function checkChores(settings: Settings | undefined, env: Environment): Finding[] {
  const { model = "", provider = "api" } = settings?.chores ?? {};
  if (settings === undefined || model === "") return [];
  const named = `titles of long messages and summaries are written by ${model} (${provider})`;
  if (provider !== "api" || hasKey(settings, env)) return [{ id: ID, level: "ok", message: named }];
  return [
    {
      id: ID,
      level: "warning",
      message: `${named}, but the provider api has no API key: messages keep their beginning as a title`,
      hint: "Add the key: tinyagi provider api --api-key-stdin",
    },
  ];
}

/** A server of your own may need none; the host's key goes only to the provider's own address. */
function hasKey({ models: { api = {} } }: Settings, env: Environment): boolean {
  const { api_key: key, base_url: url, format = DEFAULT_API_FORMAT } = api;
  if (key !== undefined && key !== "") return true;
  if (url !== undefined) return format === "openai-chat";
  return (env[API_FORMATS[format].hostVariable] ?? "") !== "";
}
