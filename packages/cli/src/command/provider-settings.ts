/** The settings' `models` and agents as the provider commands change them: read masked, written back as they are. */
import type { Client } from "@tinyagi/client";
import type { Settings } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";

/** Providers with an entry of their own under `models`. */
export const BUILT_IN = ["anthropic", "openai", "opencode", "api"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];
export type Models = Settings["models"];

/** Parts of the settings; secrets masked, which the server takes for those it has. */
export interface ModelSettings {
  models: Models;
  agents: Record<string, Record<string, unknown>>;
}

export async function readModels(client: Client, context: CliContext): Promise<ModelSettings> {
  const settings = (await client.call("getSettings", { signal: context.signal })) as Partial<ModelSettings>;
  return { models: settings.models ?? {}, agents: settings.agents ?? {} };
}

export async function saveModels(
  client: Client,
  context: CliContext,
  change: Partial<ModelSettings>,
): Promise<void> {
  await client.call("putSettings", {
    // JSON has no undefined: what is not set is left out.
    body: JSON.parse(JSON.stringify(change)),
    signal: context.signal,
  });
}
