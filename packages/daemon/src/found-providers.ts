/**
 * What this machine has to run agents with: agent CLIs, logins and keys. A look only: no program is started, nothing is
 * changed, and no key or login is read.
 */
import { join } from "node:path";
import {
  type FoundProvider,
  harnessRow,
  MODEL_PROVIDER_IDS,
  type ModelProviderId,
  PROVIDERS,
  type Settings,
} from "@tinyagi/contracts";
import { resolveProvider } from "@tinyagi/core";
import { isThere, onPath } from "./first-run.js";

type Variables = Readonly<Record<string, string | undefined>>;

export interface MachineFacts {
  readonly settings: Settings;
  readonly variables: Variables;
  readonly userHome: string;
}

/** Providers with an agent CLI, in the order in which they are offered. */
export async function findProviders(facts: MachineFacts): Promise<FoundProvider[]> {
  const found = await Promise.all(MODEL_PROVIDER_IDS.map((id) => findProvider(id, facts)));
  return found.filter((one) => one !== undefined);
}

async function findProvider(id: ModelProviderId, facts: MachineFacts): Promise<FoundProvider | undefined> {
  const { variables } = facts;
  const harness = harnessRow(PROVIDERS[id].harness);
  const cli = harness?.cli;
  if (harness === undefined || cli === undefined) return undefined;
  const base = { provider: id, name: harness.label };
  if (!(await onPath(cli.binary, variables.PATH ?? "")))
    return { ...base, state: "missing", detail: "It is not installed.", next: cli.install };
  const detail = await loginOf(id, facts);
  if (detail !== undefined) return { ...base, state: "ready", detail, next: null };
  return { ...base, state: "login", detail: "It is installed. No login or key was found.", next: cli.login };
}

/** @returns how it could log in, in words; undefined without a way */
async function loginOf(id: ModelProviderId, facts: MachineFacts): Promise<string | undefined> {
  const { settings, variables } = facts;
  const { secretEnv } = resolveProvider({ provider: id, model: "" }, settings);
  if (Object.values(secretEnv).some((value) => value !== "")) return "A key is in the settings.";
  const variable = PROVIDERS[id].hostVariables.find((name) => !isAddress(name) && isGiven(variables[name]));
  if (variable !== undefined) return `A key is in the variable ${variable}.`;
  return (await isThere(loginFileOf(id, facts))) ? "Logged in." : undefined;
}

function loginFileOf(id: ModelProviderId, { variables, userHome }: MachineFacts): string {
  const login = harnessRow(PROVIDERS[id].harness)?.cli?.loginFile;
  if (login === undefined) throw new Error(`${id} has no login`);
  const { variable, folder, file } = login;
  const chosen = variable === undefined ? undefined : variables[variable];
  return join(isGiven(chosen) ? chosen : join(userHome, folder), file);
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** A variable that says where a provider is, not who asks. */
function isAddress(name: string): boolean {
  return name.endsWith("_URL");
}
