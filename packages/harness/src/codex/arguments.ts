/**
 * Builds codex's argument list. Pure. The prompt always travels on stdin (`-`); everything else is a `-c` setting
 * with TOML quoting or bound with `=`, so that no text can become an option.
 */
import { dirname } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { TOKEN_FILE_VARIABLE } from "@tinyagi/core";
import { type TomlValue, tomlValue } from "./toml.js";

/** One argument may hold 128 KiB on Linux; a longer system prompt goes in front of the prompt on stdin. */
const INSTRUCTIONS_MAX_BYTES = 96 * 1024;
const ENDPOINT_ID = "tinyagi";
const PROFILE_ID = "tinyagi";

/** What is known beside the request: the user's own codex configuration, the workspace, the session. */
export interface CodexFacts {
  /** `sandbox_mode` stands in the configuration file. */
  readonly userSetsSandboxMode: boolean;
  /** This codex can open single hosts; without that, opening one would open the whole network. */
  readonly hasNetworkProxy?: boolean;
  /** The session that is resumed has not been told these instructions; codex itself keeps to the first ones. */
  readonly tellsInstructions?: boolean;
}

/** What is started. */
export interface CodexInvocation {
  readonly args: string[];
  readonly stdin: string;
}

/** The argument list and input of one run. */
export function codexInvocation(request: HarnessRequest, facts: CodexFacts): CodexInvocation {
  const { systemPrompt, prompt, sessionId, model } = request;
  const fits = Buffer.byteLength(tomlValue(systemPrompt)) <= INSTRUCTIONS_MAX_BYTES;
  const settings = codexSettings(request, { ...facts, instructions: fits ? systemPrompt : "" });
  const resumes = sessionId !== undefined && sessionId !== "";
  const args = ["exec", ...(resumes ? ["resume"] : []), "--json", "--skip-git-repo-check"];
  for (const [key, value] of Object.entries(settings)) args.push("-c", `${key}=${tomlValue(value)}`);
  if (model !== undefined && model !== "") args.push(`--model=${model}`);
  if (request.permissions === "bypass") args.push("--dangerously-bypass-approvals-and-sandbox");
  // Behind `--` nothing is an option any more, not even a hostile session id.
  args.push("--", ...(resumes ? [sessionId] : []), "-");
  return {
    args,
    stdin: instructionsInFront(request, { fits, tells: resumes && facts.tellsInstructions }) + prompt,
  };
}

function instructionsInFront(
  { systemPrompt }: HarnessRequest,
  { fits, tells = false }: { readonly fits: boolean; readonly tells: boolean | undefined },
): string {
  if (systemPrompt === "" || (fits && !tells)) return "";
  const note = tells ? "These instructions replace the ones this session had before.\n\n" : "";
  return `<instructions>\n${note}${systemPrompt}\n</instructions>\n\n`;
}

function codexSettings(
  request: HarnessRequest,
  facts: CodexFacts & { readonly instructions: string },
): Record<string, TomlValue> {
  return {
    ...(facts.instructions === "" ? {} : { developer_instructions: facts.instructions }),
    ...sandboxSettings(request, facts),
    ...endpointSettings(request),
    check_for_update_on_startup: false,
    "analytics.enabled": false,
    // Names such as *KEY* and *TOKEN* do not reach the commands the model runs.
    "shell_environment_policy.ignore_default_excludes": false,
    ...tokenFileSettings(request),
    // Configuration, hooks and servers an agent wrote into its workspace are not loaded.
    projects: { [request.cwd]: { trust_level: "untrusted" } },
  };
}

/** The path is no secret, but its name is among those that codex takes away. */
function tokenFileSettings({ env }: HarnessRequest): Record<string, TomlValue> {
  const file = env[TOKEN_FILE_VARIABLE];
  return file === undefined ? {} : { [`shell_environment_policy.set.${TOKEN_FILE_VARIABLE}`]: file };
}

/**
 * A permission profile is the only way to close folders for reading, but codex ignores it as soon as a configuration
 * file sets the older `sandbox_mode`; then the older setting is overridden, so that writes stay confined.
 */
function sandboxSettings(
  { permissions, deniedPaths, readablePaths = [], closedPaths = [], api }: HarnessRequest,
  { userSetsSandboxMode, hasNetworkProxy }: CodexFacts,
): Record<string, TomlValue> {
  if (permissions === "bypass") return {};
  const asks = permissions === "ask";
  const opensApi = api !== undefined && hasNetworkProxy === true && !asks;
  if (userSetsSandboxMode) {
    return { sandbox_mode: asks ? "read-only" : "workspace-write", approval_policy: "never" };
  }
  // codex cannot open a folder inside a closed one: instead of the whole, its other parts are closed.
  const opened = readablePaths.map((path) => dirname(path));
  const closed = [...deniedPaths.filter((path) => !opened.includes(path)), ...closedPaths];
  // A rule that opens `.agents/skills` for writing would work, but makes codex start seconds later each time.
  const filesystem = Object.fromEntries(closed.map((path) => [path, "none"]));
  return {
    default_permissions: PROFILE_ID,
    [`permissions.${PROFILE_ID}`]: {
      extends: asks ? ":read-only" : ":workspace",
      filesystem,
      ...(opensApi ? { network: { enabled: true, domains: { [api.host]: "allow" } } } : {}),
    },
    ...(opensApi ? { "features.network_proxy": true } : {}),
    approval_policy: "never",
  };
}

function endpointSettings({ endpoint }: HarnessRequest): Record<string, TomlValue> {
  if (endpoint === undefined) return {};
  const provider = {
    name: ENDPOINT_ID,
    base_url: endpoint.baseUrl,
    wire_api: "responses",
    env_key: endpoint.keyEnv,
    request_max_retries: 2,
    stream_max_retries: 2,
  };
  return { model_provider: ENDPOINT_ID, [`model_providers.${ENDPOINT_ID}`]: provider };
}
