/** Which programs the agents of a place need there. Pure. */
import {
  ACP_PREFIX,
  harnessOfProvider,
  MODEL_PROVIDER_IDS,
  programOfProvider,
  providerRow,
  type Settings,
} from "@tinyagi/contracts";
import { isSecretReference } from "@tinyagi/home";

interface ProgramNeed {
  readonly agents: string[];
  /** Each of them has a key that is resolved there. */
  hasKey: boolean;
}

/** By the row of the table of providers that names the program. */
export function neededPrograms(settings: Settings, place: string): ReadonlyMap<string, ProgramNeed> {
  const needs = new Map<string, ProgramNeed>();
  for (const [id, agent] of Object.entries(settings.agents)) {
    // In a container, the program is part of the image.
    if (agent.place !== place || agent.permissions === "container") continue;
    const row = rowOf(agent.provider, settings);
    if (row === undefined) continue;
    const need = needs.get(row) ?? { agents: [], hasKey: true };
    need.agents.push(id);
    need.hasKey &&= hasKey(agent.provider, settings);
    needs.set(row, need);
  }
  return needs;
}

/** Undefined for a provider without a program, and for a program that only the settings know. */
function rowOf(provider: string, settings: Settings): string | undefined {
  if (provider.startsWith(ACP_PREFIX)) {
    const isOwn = settings.acp_agents[provider.slice(ACP_PREFIX.length)]?.command !== undefined;
    return isOwn ? undefined : programRow(provider);
  }
  const harness = harnessOfProvider(provider, settings.custom_providers);
  const row = MODEL_PROVIDER_IDS.find((id) => providerRow(id)?.harness === harness);
  return row === undefined ? undefined : programRow(row);
}

/** One program may speak two protocols, and is named once. Undefined where nobody knows a program. */
export function programRow(provider: string): string | undefined {
  const program = programOfProvider(provider);
  if (program === undefined) return undefined;
  return MODEL_PROVIDER_IDS.find((id) => programOfProvider(id)?.binary === program.binary) ?? provider;
}

interface KeyEntry {
  readonly api_key?: string | undefined;
  readonly oauth_token?: string | undefined;
  readonly logins?: object | undefined;
}

/** A custom endpoint always brings one. */
function hasKey(provider: string, { models }: Settings): boolean {
  const row = MODEL_PROVIDER_IDS.find((id) => id === provider);
  if (row === undefined) return !provider.startsWith(ACP_PREFIX);
  const entry: KeyEntry = models[row] ?? {};
  if (entry.logins !== undefined) return true; // Each has its own folder or key.
  return [entry.api_key, entry.oauth_token].some((key) => key !== undefined && isSecretReference(key));
}
