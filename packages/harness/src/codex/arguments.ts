/**
 * Builds codex's argument list. Pure. Text must never become an option: the prompt always goes through stdin (`-`), and
 * everything else is a `-c` setting with TOML quoting or is bound with `=`.
 */
import { dirname } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { TOKEN_FILE_VARIABLE } from "@tinyagi/features";
import { MCP_SERVER, TOOL_WAIT_MAX_MS } from "../cli/mcp.js";
import { pictureFiles } from "../cli/picture-files.js";
import type { CodexRecords } from "./records.js";
import { type TomlValue, tomlValue } from "./toml.js";

/** Linux limits one argument to 128 KiB. A longer system prompt goes to stdin, before the prompt. */
const INSTRUCTIONS_MAX_BYTES = 96 * 1024;
const ENDPOINT_ID = "tinyagi";
const PROFILE_ID = "tinyagi";
/** A busy daemon answers late. */
const MCP_START_MS = 30_000;
const MCP_TOKEN_VARIABLE = "TINYAGI_MCP_TOKEN";
/**
 * codex then talks to the model and to configured MCP servers only. Plugins and apps come from a marketplace on the
 * network, which codex reads at each start, and bring tools that nobody gave to the agent.
 */
const CALLS_NOBODY = {
  check_for_update_on_startup: false,
  "analytics.enabled": false,
  "features.plugins": false,
  "features.remote_plugin": false,
  "features.apps": false,
  "features.tool_suggest": false,
} as const;

/** What the arguments depend on in addition to the request. */
export interface CodexFacts {
  /** Whether the user's codex configuration file sets `sandbox_mode`. */
  readonly userSetsSandboxMode: boolean;
  /** Whether codex itself runs where closed paths do not exist, so that no rule has to deny them. */
  readonly isEnclosed?: boolean;
  /** Whether this codex can allow single hosts. An older one can only allow the whole network. */
  readonly hasNetworkProxy?: boolean;
  /** Whether the prompt must repeat the instructions, because codex keeps the first ones of a session. */
  readonly repeatsInstructions?: boolean;
  /** Whether a person can be asked before codex does what its sandbox forbids. */
  readonly canAsk?: boolean;
  /** Where codex keeps what was said in the sessions of the agent, and what rules close. */
  readonly records?: Pick<CodexRecords, "databases" | "closed"> | undefined;
}

/** How to start codex. */
export interface CodexInvocation {
  readonly args: string[];
  readonly stdin: string;
}

/** The argument list and input of one run. */
export function codexInvocation(request: HarnessRequest, facts: CodexFacts): CodexInvocation {
  const { sessionId, model } = request;
  const resumes = sessionId !== undefined && sessionId !== "";
  const { instructions, stdin } = codexPrompt(request, { repeats: resumes && facts.repeatsInstructions });
  const settings = codexSettings(request, facts);
  if (instructions !== "") settings.developer_instructions = instructions;
  const args = ["exec", ...(resumes ? ["resume"] : []), "--json", "--skip-git-repo-check"];
  args.push(...toOptions(settings));
  if (model !== undefined && model !== "") args.push(`--model=${model}`);
  if (request.permissions === "bypass") args.push("--dangerously-bypass-approvals-and-sandbox");
  for (const path of pictureFiles(request)) args.push(`--image=${path}`);
  // After `--`, nothing is an option, not even a hostile session id.
  args.push("--", ...(resumes ? [sessionId] : []), "-");
  return { args, stdin };
}

/** The argument list of a program that stays open. Its instructions go to stdin. */
export function appServerArguments(request: HarnessRequest, facts: CodexFacts): string[] {
  return ["app-server", ...toOptions(codexSettings(request, facts))];
}

/** What a thread of such a program starts with. */
export function threadParameters({
  cwd,
  model,
  systemPrompt,
  permissions,
}: HarnessRequest): Readonly<Record<string, unknown>> {
  return {
    cwd,
    ...(model === undefined || model === "" ? {} : { model }),
    ...(systemPrompt === "" ? {} : { developerInstructions: systemPrompt }),
    ...(permissions === "bypass" ? { sandbox: "danger-full-access", approvalPolicy: "never" } : {}),
  };
}

function toOptions(settings: Readonly<Record<string, TomlValue>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${tomlValue(value)}`]);
}

/** What goes into the argument for instructions, and what into the input. */
export function codexPrompt(
  request: Pick<HarnessRequest, "systemPrompt" | "prompt">,
  { repeats }: { readonly repeats?: boolean | undefined } = {},
): { instructions: string; stdin: string } {
  const { systemPrompt, prompt } = request;
  const fits = Buffer.byteLength(tomlValue(systemPrompt)) <= INSTRUCTIONS_MAX_BYTES;
  return {
    instructions: fits ? systemPrompt : "",
    stdin: instructionsInFront(request, { fits, repeats }) + prompt,
  };
}

/** Instructions for a session that knows other ones. */
export function repeatedInstructions(request: Pick<HarnessRequest, "systemPrompt">): string {
  return instructionsInFront(request, { fits: true, repeats: true });
}

function instructionsInFront(
  { systemPrompt }: Pick<HarnessRequest, "systemPrompt">,
  { fits, repeats = false }: { readonly fits: boolean; readonly repeats: boolean | undefined },
): string {
  if (systemPrompt === "" || (fits && !repeats)) return "";
  const note = repeats ? "These instructions replace the ones this session had before.\n\n" : "";
  return `<instructions>\n${note}${systemPrompt}\n</instructions>\n\n`;
}

/** What codex is told by settings. */
export function codexSettings(request: HarnessRequest, facts: CodexFacts): Record<string, TomlValue> {
  return {
    ...sandboxSettings(request, facts),
    ...endpointSettings(request),
    ...mcpSettings(request),
    ...CALLS_NOBODY,
    ...recordSettings(facts),
    ...(request.effort === undefined ? {} : { model_reasoning_effort: request.effort }),
    // Keeps variables named like *KEY* and *TOKEN* from the commands that the model runs.
    "shell_environment_policy.ignore_default_excludes": false,
    ...tokenFileSettings(request),
    // Commands have a sandbox of their own, and the git that codex itself calls cannot start another one in it.
    ...(request.env.PATH === undefined ? {} : { "shell_environment_policy.set.PATH": request.env.PATH }),
    // An agent can write configuration, hooks and MCP servers into its workspace. codex must not load them.
    projects: { [request.cwd]: { trust_level: "untrusted" } },
  };
}

function recordSettings({ records }: CodexFacts): Record<string, TomlValue> {
  if (records === undefined) return {};
  // A snapshot contains all variables of an agent, and lies where commands of other agents read theirs.
  return { sqlite_home: records.databases, "features.shell_snapshot": false };
}

/** The path is not secret, but codex removes the variable because its name contains TOKEN. */
function tokenFileSettings({ env }: HarnessRequest): Record<string, TomlValue> {
  const file = env[TOKEN_FILE_VARIABLE];
  return file === undefined ? {} : { [`shell_environment_policy.set.${TOKEN_FILE_VARIABLE}`]: file };
}

/**
 * Only a permission profile can make folders unreadable. codex ignores the profile if a configuration file sets the
 * older `sandbox_mode`. In that case we override `sandbox_mode`, so that writes stay restricted.
 */
function sandboxSettings(
  request: HarnessRequest,
  { userSetsSandboxMode, isEnclosed = false, hasNetworkProxy, canAsk = false, records }: CodexFacts,
): Record<string, TomlValue> {
  const { permissions, api } = request;
  if (permissions === "bypass") return {};
  const asks = permissions === "ask";
  const approval_policy = asks && canAsk ? "on-request" : "never";
  const opensApi = api !== undefined && hasNetworkProxy === true && !asks;
  if (userSetsSandboxMode) {
    return { sandbox_mode: asks ? "read-only" : "workspace-write", approval_policy };
  }
  return {
    default_permissions: PROFILE_ID,
    [`permissions.${PROFILE_ID}`]: {
      extends: asks ? ":read-only" : ":workspace",
      filesystem: {
        ...(isEnclosed ? {} : closedPathRules(request)),
        ...Object.fromEntries((records?.closed ?? []).map((path) => [path, "none"])),
      },
      ...(opensApi ? { network: { enabled: true, domains: { [api.host]: "allow" } } } : {}),
    },
    ...(opensApi ? { "features.network_proxy": true } : {}),
    approval_policy,
  };
}

/**
 * codex cannot open a folder inside a closed one. So this closes the other parts of that folder instead of all of it. As
 * soon as there is one such rule, codex reads its own files through processes of its sandbox, hundreds at each start.
 */
function closedPathRules({ deniedPaths, readablePaths = [], closedPaths = [], reach }: HarnessRequest): {
  [path: string]: "none";
} {
  const opened = readablePaths.map((path) => dirname(path));
  const closed = [
    ...deniedPaths.filter((path) => !opened.includes(path)),
    ...closedPaths,
    ...(reach?.siblings ?? []),
  ];
  // A rule that makes `.agents/skills` writable works, but delays every start of codex by seconds.
  return Object.fromEntries(closed.map((path) => [path, "none"]));
}

/** The token is in a variable, because codex can read it from nothing else. Its commands do not see the variable. */
export function codexEnvironment({ env, mcp }: HarnessRequest): Readonly<Record<string, string>> {
  return mcp === undefined ? env : { ...env, [MCP_TOKEN_VARIABLE]: mcp.token };
}

function mcpSettings({ mcp }: HarnessRequest): Record<string, TomlValue> {
  if (mcp === undefined) return {};
  const server = {
    url: mcp.url,
    bearer_token_env_var: MCP_TOKEN_VARIABLE,
    tool_timeout_sec: TOOL_WAIT_MAX_MS / 1_000,
    startup_timeout_sec: MCP_START_MS / 1_000,
    // Without it, codex asks before each call, and nobody is there. TinyAGI decides what these tools may do.
    default_tools_approval_mode: "approve",
  };
  return {
    [`mcp_servers.${MCP_SERVER}`]: server,
    // Since 0.147, a turn waits one second for servers, and then goes on without their tools. Ours is not `required`: a
    // program that is opened ahead is refused by it until a run begins.
    mcp_optional_startup_grace_ms: MCP_START_MS,
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
  return {
    model_provider: ENDPOINT_ID,
    [`model_providers.${ENDPOINT_ID}`]: provider,
    // The key is for this endpoint. With the user's own login, codex would also ask the service of that login.
    cli_auth_credentials_store: "ephemeral",
  };
}
