/**
 * What this machine has to run agents with: agent CLIs, logins and keys. A look only: no program is started, nothing is
 * changed, and no key or login is read.
 */
import { join } from "node:path";
import { findProgram } from "@tinyagi/base";
import {
  ACP_AGENT_IDS,
  ACP_AGENTS,
  ACP_PREFIX,
  type AcpAgentId,
  type AcpAgentRow,
  API_FORMATS,
  type ApiFormat,
  DEFAULT_API_FORMAT,
  type FoundAccess,
  type FoundProvider,
  harnessRow,
  MODEL_PROVIDER_IDS,
  type ModelProviderId,
  PROVIDERS,
  type Settings,
} from "@tinyagi/contracts";
import { resolveProvider } from "@tinyagi/kernel";
import { isThere } from "./first-run.js";

/** What it means that a login cannot be seen, and what to do about it. */
const KEYCHAIN =
  "It is installed. On macOS it keeps its login in the keychain, which no other program can see. If you have logged in, test it: an answer shows that it is ready.";

/** For a program whose login leaves no file of its own. */
const NO_LOGIN_FILE =
  "It is installed. No other program can see whether it is logged in. If it is, test it: an answer shows that it is ready.";

const WORDS: Readonly<Record<FoundAccess, (variable: string) => string>> = {
  login: () => "Logged in.",
  key: () => "A key is in the settings.",
  variable: (variable) => `A key is in the variable ${variable}.`,
  endpoint: () => "Its endpoint is in the settings, without a key.",
};

/** How a provider could ask its model. */
interface Way {
  access: FoundAccess;
  variable?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

export interface MachineFacts {
  readonly settings: Settings;
  readonly variables: Variables;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
}

/** Providers that can be chosen, in the order in which they are offered: those with an agent CLI first. */
export async function findProviders(facts: MachineFacts): Promise<FoundProvider[]> {
  const found = await Promise.all(MODEL_PROVIDER_IDS.map((id) => findProvider(id, facts)));
  const others = await Promise.all(ACP_AGENT_IDS.map((id) => findAcpAgent(id, facts)));
  return [...found, ...others].filter((one) => one !== undefined);
}

/** Variables of the host with keys for other programs than those that only speak ACP. */
const OF_OTHERS: ReadonlySet<string> = new Set(
  MODEL_PROVIDER_IDS.flatMap((id) => PROVIDERS[id].hostVariables),
);

/** Those that are not there are not offered: they are many. */
async function findAcpAgent(id: AcpAgentId, facts: MachineFacts): Promise<FoundProvider | undefined> {
  const { settings, variables, userHome } = facts;
  const { label: name, command, login, loginFile, keyVariables }: AcpAgentRow = ACP_AGENTS[id];
  // Its own adapter is offered instead.
  if (Object.hasOwn(PROVIDERS, id)) return undefined;
  if ((await findProgram(command[0], variables.PATH ?? "")) === undefined) return undefined;
  const base = { provider: `${ACP_PREFIX}${id}`, name };
  const stored = Object.values(settings.acp_agents[id]?.env ?? {}).some((value) => value !== "");
  const variable = keyVariables.find((key) => !OF_OTHERS.has(key) && isGiven(variables[key]));
  const way: Way | undefined = stored
    ? { access: "key" }
    : variable !== undefined
      ? { access: "variable", variable }
      : loginFile !== undefined && (await isThere(join(userHome, loginFile)))
        ? { access: "login" }
        : undefined;
  if (way !== undefined) return { ...base, ...way, state: "ready", detail: toWords(way), next: null };
  const missing = { ...base, state: "login", next: login } as const;
  if (loginFile === undefined) return { ...missing, detail: NO_LOGIN_FILE, isHidden: true };
  return { ...missing, detail: "It is installed. No login or key was found." };
}

async function findProvider(id: ModelProviderId, facts: MachineFacts): Promise<FoundProvider | undefined> {
  const { variables } = facts;
  const harness = harnessRow(PROVIDERS[id].harness);
  const cli = harness?.cli;
  if (id === "api") return findApi(facts);
  if (harness === undefined || cli === undefined) return undefined;
  const base = { provider: id, name: harness.label };
  if ((await findProgram(cli.binary, variables.PATH ?? "")) === undefined)
    return { ...base, state: "missing", detail: "It is not installed.", next: cli.install };
  const way = await findWay(id, facts);
  if (way !== undefined) return { ...base, ...way, state: "ready", detail: toWords(way), next: null };
  if (cli.keychainOn === facts.platform)
    return { ...base, state: "login", detail: KEYCHAIN, next: cli.login, isHidden: true };
  return { ...base, state: "login", detail: "It is installed. No login or key was found.", next: cli.login };
}

/** A model over HTTP: it needs a model and a key, and no program. An endpoint of OpenAI's format may need no key. */
function findApi({ settings, variables }: MachineFacts): FoundProvider {
  const { format = DEFAULT_API_FORMAT, base_url: baseUrl, api_key: key, model } = settings.models.api ?? {};
  const { hostVariable } = API_FORMATS[format];
  const base = { provider: "api", name: PROVIDERS.api.label, next: null } as const;
  const way = apiWay({ hasKey: Boolean(key), baseUrl, format, variable: hostVariable }, variables);
  if (way === undefined)
    return { ...base, state: "login", detail: "It needs no program: only a key and the name of a model." };
  const found = { ...base, ...way, model: model ?? "" };
  if (found.model === "")
    return { ...found, state: "login", detail: `${toWords(way)} The name of a model is missing.` };
  return { ...found, state: "ready", detail: `${toWords(way)} The model is ${found.model}.` };
}

function apiWay(
  api: { hasKey: boolean; baseUrl: string | undefined; format: ApiFormat; variable: string },
  variables: Variables,
): Way | undefined {
  if (api.hasKey) return { access: "key" };
  if (api.baseUrl === undefined)
    return isGiven(variables[api.variable]) ? { access: "variable", variable: api.variable } : undefined;
  return api.format === "openai-chat" ? { access: "endpoint" } : undefined;
}

/** @returns how it could log in; undefined without a way */
async function findWay(id: ModelProviderId, facts: MachineFacts): Promise<Way | undefined> {
  const { settings, variables } = facts;
  const { secretEnv } = resolveProvider({ provider: id, model: "" }, settings);
  if (Object.values(secretEnv).some((value) => value !== "")) return { access: "key" };
  const variable = PROVIDERS[id].hostVariables.find((name) => !isAddress(name) && isGiven(variables[name]));
  if (variable !== undefined) return { access: "variable", variable };
  return (await isThere(getLoginFile(id, facts))) ? { access: "login" } : undefined;
}

function toWords({ access, variable = "" }: Way): string {
  return WORDS[access](variable);
}

function getLoginFile(id: ModelProviderId, { variables, userHome }: MachineFacts): string {
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
