/**
 * The configuration that opencode reads from `OPENCODE_CONFIG_CONTENT`. Pure. opencode replaces `{env:…}` and `{file:…}`
 * anywhere in it, so text from a person or an agent must never contain them. Otherwise a note with `{file:/…/token}`
 * would copy that file into the prompt.
 */
import { dirname, relative } from "node:path";
import { type HarnessRequest, seesPictures } from "@tinyagi/contracts";
import { MCP_SERVER, TOOL_WAIT_MAX_MS } from "../cli/mcp.js";
import { PROJECT_PATTERNS } from "./project-files.js";

/** Name of the agent and of the provider. It must not collide with names in the user's own files. */
export const OPENCODE_AGENT = "tinyagi";
const PROVIDER = "tinyagi";
/** Commands that neither write nor use the network. Without a sandbox, only these are allowed. */
const HARMLESS_COMMANDS = ["pwd", "date"];
/** Matches no file. A tool with any allowed pattern stays visible to the model, so that opencode reports its use as denied. */
const NO_FILE = "tinyagi-denied/none";

type Rule = "allow" | "deny";
export type OpencodePermission = Readonly<Record<string, Rule | Readonly<Record<string, Rule>>>>;

/** Everything that permissions depend on besides the request. */
export interface OpencodeFacts {
  /** Whether commands run in a sandbox that restricts them to the workspace. */
  readonly sandboxedShell: boolean;
  /** Folders outside the workspace that the agent may read but not write. */
  readonly readable?: readonly string[] | undefined;
  /** The system prompt; empty if it does not fit into the environment. */
  readonly systemPrompt: string;
}

/** What an agent may do. No rule is `ask`: without a terminal, opencode treats a question as a refusal and stops. */
export function opencodePermission(
  {
    cwd,
    permissions,
    deniedPaths,
    reach,
  }: Pick<HarnessRequest, "cwd" | "permissions" | "deniedPaths" | "reach">,
  { sandboxedShell, readable = [] }: Pick<OpencodeFacts, "sandboxedShell" | "readable">,
): OpencodePermission {
  const denied = Object.fromEntries(
    [...deniedPaths, ...(reach?.siblings ?? [])]
      .flatMap((path) => [path, `${path}/*`])
      .map((path) => [path, "deny" as const]),
  );
  if (permissions === "bypass") {
    // Order matters: the last matching rule decides.
    return {
      "*": "allow",
      read: { "*": "allow", ...denied },
      edit: { "*": "allow", ...denied },
      question: "deny",
    };
  }
  const commands: Record<string, Rule> = { "*": "deny" };
  for (const command of HARMLESS_COMMANDS) commands[command] = "allow";
  const isOpen = permissions === "sandboxed";
  return {
    "*": "deny",
    read: { "*": "allow", ...denied },
    glob: "allow",
    grep: "allow",
    list: "allow",
    todowrite: "allow",
    todoread: "allow",
    edit: isOpen
      ? { "*": "allow", ...neverEdited(cwd, readable), ...PROJECT_RULES }
      : { "*": "deny", [NO_FILE]: "allow" },
    bash: isOpen && sandboxedShell ? "allow" : commands,
    // TinyAGI decides what its own tools may do.
    [`${MCP_SERVER}_*`]: "allow",
    // This opens a folder to every tool, including commands. The sandbox keeps commands from writing there.
    external_directory: { "*": "deny", ...ruled(readable, "allow") },
  };
}

const PROJECT_RULES: Readonly<Record<string, Rule>> = Object.fromEntries(
  PROJECT_PATTERNS.map((pattern) => [pattern, "deny"]),
);

function ruled(folders: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(folders.map((path) => [`${path}/*`, rule]));
}

/** opencode matches an edit by its path relative to its repository, which is the workspace or any folder above it. */
function neverEdited(cwd: string, folders: readonly string[]): Record<string, Rule> {
  const roots = [cwd];
  for (let root = cwd; dirname(root) !== root; root = dirname(root)) roots.push(dirname(root));
  return ruled(
    folders.flatMap((path) => [path, ...roots.map((root) => relative(root, path))]),
    "deny",
  );
}

/** Builds the configuration as JSON. */
export function opencodeConfig(request: HarnessRequest, facts: OpencodeFacts): string {
  const { systemPrompt } = facts;
  const config = {
    share: "disabled",
    autoupdate: false,
    // Nobody takes back what an agent did through opencode, and its git would read the whole workspace.
    snapshot: false,
    agent: {
      [OPENCODE_AGENT]: {
        mode: "primary",
        ...(systemPrompt === "" ? {} : { prompt: systemPrompt }),
        permission: opencodePermission(request, facts),
      },
    },
    ...endpointConfig(request),
    ...mcpConfig(request),
  };
  const text = JSON.stringify(config).replace(/\{(?=env:|file:)/g, "\\u007b");
  const { endpoint, mcp } = request;
  const references = [
    ...(endpoint === undefined ? [] : [`"apiKey":"{env:${endpoint.keyEnv}}"`]),
    ...(mcp === undefined ? [] : [`"Authorization":"Bearer {file:${mcp.tokenFile}}"`]),
  ];
  // The only references we want. Quotes inside a string are escaped, so each matches only the field itself.
  return references.reduce(
    (config, reference) => config.replace(reference.replace("{", "\\u007b"), () => reference),
    text,
  );
}

function mcpConfig({ mcp }: HarnessRequest): object {
  if (mcp === undefined) return {};
  const server = {
    type: "remote",
    url: mcp.url,
    headers: { Authorization: `Bearer {file:${mcp.tokenFile}}` },
    oauth: false,
    timeout: TOOL_WAIT_MAX_MS,
  };
  return { mcp: { [MCP_SERVER]: server } };
}

/** The model in opencode's form: `<provider>/<model>`. */
export function opencodeModel({ model, endpoint }: HarnessRequest): string | undefined {
  if (model === undefined || model === "") return undefined;
  return endpoint === undefined ? model : `${PROVIDER}/${model}`;
}

function endpointConfig({ endpoint, model, vision, effort }: HarnessRequest): object {
  if (endpoint === undefined) return {};
  const options = { baseURL: endpoint.baseUrl, apiKey: `{env:${endpoint.keyEnv}}` };
  const models =
    model === undefined || model === ""
      ? {}
      : {
          [model]: { name: model, ...toVisionConfig(model, vision), ...toVariants(effort) },
        };
  return { provider: { [PROVIDER]: { npm: "@ai-sdk/openai-compatible", name: PROVIDER, options, models } } };
}

/** opencode takes an effort as the name of a variant, and a model that it does not list has none. */
function toVariants(effort: HarnessRequest["effort"]): object {
  return effort === undefined ? {} : { variants: { [effort]: { reasoningEffort: effort } } };
}

/** opencode knows nothing of a model that it does not list, and sends it no pictures unless it is told so. */
function toVisionConfig(model: string, vision = seesPictures(model)): object {
  return vision ? { attachment: true, modalities: { input: ["text", "image"], output: ["text"] } } : {};
}
