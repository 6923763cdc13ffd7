/**
 * Builds claude's argument list and settings file. Pure. Text from a person or an agent must never become an option:
 * prompts go through stdin or files, and values are bound with `=`, so that a model named `--version` stays a model.
 */
import { join, relative } from "node:path";
import type { HarnessApi, HarnessReach, HarnessRequest } from "@tinyagi/contracts";
import { MCP_SERVER, TOOL_WAIT_MAX_MS } from "../cli/mcp.js";
import type { SealedHome } from "../sandbox/closed-places.js";
import { closedPatterns } from "./closed-patterns.js";
import { sessionPlaces } from "./session-places.js";

/** Files that one run of claude reads. */
export interface ClaudeRunFiles {
  readonly systemPrompt: string;
  readonly settings: string;
  /** A plugin folder that contains only the workspace's skills. Absent if there are none. */
  readonly skillsPlugin?: string | undefined;
  /** The MCP server of the run. Absent if it has none. */
  readonly mcp?: string | undefined;
}

/** Everything that claude's permissions depend on. */
export interface ClaudePermissionFacts {
  readonly permissions: HarnessRequest["permissions"];
  readonly deniedPaths: readonly string[];
  /** Folders inside denied paths that this agent's commands may read. */
  readonly readablePaths?: readonly string[] | undefined;
  /** What else the agent may read outside its workspace, and what is closed. */
  readonly reach?: HarnessReach | undefined;
  /** The daemon's home. Sandboxed commands cannot read it, except for the folders it lists. */
  readonly sealed?: SealedHome | undefined;
  /** The API that sandboxed commands may call. claude can restrict them to a host, but not to a port. */
  readonly api?: HarnessApi | undefined;
  /** The plugin folder of this run. Agents open the files that belong to a skill through it. */
  readonly skillsPlugin?: string | undefined;
  /** The workspace. The link in the plugin folder points into it. */
  readonly cwd?: string | undefined;
  /** Whether it runs in a container, where the agent writes the configuration. */
  readonly contained?: boolean | undefined;
  /** Whether the run has the tools of TinyAGI. */
  readonly ownTools?: boolean | undefined;
  /** Whether claude's own sandbox works on this machine. */
  readonly sandbox: boolean;
  /** Folders that contain the user's claude configuration. */
  readonly configDirs: readonly string[];
  /** Folders of other agent programs, with their logins and sessions. */
  readonly foreign?: readonly string[] | undefined;
}

/**
 * Tools that neither write nor use the network. Without a sandbox, only these are allowed. `Skill` is deliberately
 * absent: plain skills start without a rule, and with one, a skill's own `allowed-tools` would allow every tool it names.
 */
const HARMLESS_TOOLS = ["Read", "Glob", "Grep", "LS", "TodoWrite", "Bash(pwd)", "Bash(date)"];

/** The argument list of one run. */
export function claudeArguments(
  request: Pick<HarnessRequest, "cwd" | "model" | "effort" | "sessionId" | "systemPrompt" | "permissions">,
  files: ClaudeRunFiles,
): string[] {
  const args = [
    "-p",
    "--input-format=stream-json",
    "--output-format=stream-json",
    "--verbose",
    "--include-partial-messages",
    // An agent can write .claude/settings.json, .mcp.json and hooks into its workspace. claude must not load them.
    "--setting-sources=user",
    "--strict-mcp-config",
    `--settings=${files.settings}`,
    // Together with the environment below, this loads the workspace's CLAUDE.md, which is only text.
    `--add-dir=${request.cwd}`,
    ...permissionArguments(request.permissions, files.mcp !== undefined),
  ];
  if (request.systemPrompt !== "") args.push(`--append-system-prompt-file=${files.systemPrompt}`);
  if (files.mcp !== undefined) args.push(`--mcp-config=${files.mcp}`);
  if (files.skillsPlugin !== undefined) args.push(`--plugin-dir=${files.skillsPlugin}`);
  if (request.model !== undefined && request.model !== "") args.push(`--model=${request.model}`);
  if (request.effort !== undefined) args.push(`--effort=${request.effort}`);
  if (request.sessionId !== undefined && request.sessionId !== "") args.push(`--resume=${request.sessionId}`);
  return args;
}

/** With the MCP server, claude asks a person through it. Without, it denies what needs permission. */
function permissionArguments(permissions: HarnessRequest["permissions"], hasServer: boolean): string[] {
  if (permissions === "bypass") return ["--dangerously-skip-permissions"];
  if (permissions !== "ask") return ["--permission-mode=acceptEdits"];
  const prompt = hasServer ? [`--permission-prompt-tool=mcp__${MCP_SERVER}__permission_prompt`] : [];
  return ["--permission-mode=default", ...prompt];
}

/**
 * The prompt as one line of `stream-json` input. The CLI treats text that starts with `/` as its own command and does
 * not ask the model (`/clear` even discards the session). After a line break, the text is an ordinary message.
 *
 * @param uuid with it, claude says when it begins to work with the text. It must never have been used in the session
 */
export function claudeInput(prompt: string, uuid?: string): string {
  const text = prompt.startsWith("/") ? `\n${prompt}` : prompt;
  const message = { role: "user", content: [{ type: "text", text }] };
  return `${JSON.stringify({ type: "user", message, uuid })}\n`;
}

/** The settings file. Every mode denies the paths; every mode except `bypass` uses the sandbox. */
export function claudeSettings(facts: ClaudePermissionFacts): Record<string, unknown> {
  const { deniedPaths, permissions, configDirs, sealed } = facts;
  const deny = [
    // Both forms, because a denied path can be a folder or a file.
    ...deniedPaths
      .flatMap((path) => [path, `${path}/**`])
      .flatMap((path) => [`Read(/${path})`, `Edit(/${path})`]),
    // Temporary files that are about to replace a real one, as when the settings are saved.
    ...(sealed === undefined ? [] : [`Read(/${sealed.home}/.*)`, `Edit(/${sealed.home}/.*)`]),
    ...homeRules(facts),
    ...(permissions === "bypass" ? [] : (facts.foreign ?? []).map((path) => `Read(/${path}/**)`)),
    ...configDirs.map((path) => `Edit(/${path}/settings*.json)`),
  ];
  if (permissions === "bypass")
    return { permissions: { deny }, ...(facts.contained === true ? { disableAllHooks: true } : {}) };
  // In every mode: what these tools may do, TinyAGI decides, as for the tags in an answer.
  const ownTools = facts.ownTools === true ? [`mcp__${MCP_SERVER}`] : [];
  const harmless = permissions === "sandboxed" && !facts.sandbox ? HARMLESS_TOOLS : [];
  // A denied path inside an allowed folder stays denied: deny rules take precedence.
  const allow = [
    ...[...openFolders(facts), ...skillTarget(facts)].map((path) => `Read(/${path}/**)`),
    // A file of an earlier release lies beside others.
    ...(facts.reach?.readable ?? []).map((path) => `Read(/${path})`),
  ];
  return {
    permissions: { deny, allow: [...ownTools, ...allow, ...harmless] },
    // A skill written by the agent may declare hooks, and hooks run outside the sandbox.
    disableAllHooks: true,
    ...(facts.sandbox ? { sandbox: sandboxSettings(facts) } : {}),
  };
}

/** Without a sandbox, only rules keep claude's own tools out of the home and other closed folders. */
function homeRules(facts: ClaudePermissionFacts): string[] {
  const { sealed, sandbox, permissions, cwd, skillsPlugin, reach } = facts;
  if (sandbox || permissions === "bypass") return [];
  const open = [cwd, skillsPlugin, ...(sealed?.readable ?? []), ...(reach?.readable ?? [])].filter(
    (path) => path !== undefined,
  );
  const { home, realHome = home } = sealed ?? {};
  // If the home is a link, a folder that is open under its link path must also be open under its real path.
  const opened =
    home === undefined || realHome === undefined
      ? open
      : [...open, ...open.map((path) => join(realHome, relative(home, path)))];
  const { closed, readable } = sessionPlaces(facts);
  return [...new Set([home, realHome, ...(reach?.closed ?? []), ...closed])]
    .flatMap((name) => (name === undefined ? [] : closedPatterns(name, [...opened, ...readable])))
    .flatMap((path) => [`Read(/${path})`, `Edit(/${path})`]);
}

/** Folders outside the workspace that the agent may read but not write. */
function openFolders({ sealed, skillsPlugin, reach }: ClaudePermissionFacts): string[] {
  return [
    ...(sealed?.readable ?? []),
    ...(reach?.readable ?? []),
    ...(skillsPlugin === undefined ? [] : [skillsPlugin]),
  ];
}

/** claude also checks the target of a link: a rule for the link alone is not enough. */
function skillTarget({ cwd, skillsPlugin }: ClaudePermissionFacts): string[] {
  if (cwd === undefined || skillsPlugin === undefined) return [];
  return [`${cwd}/.claude/skills`, `${cwd}/.agents/skills`];
}

function sandboxSettings(facts: ClaudePermissionFacts): Record<string, unknown> {
  const { permissions, deniedPaths, readablePaths, reach, api, sealed } = facts;
  const sessions = sessionPlaces(facts);
  const closed = [
    ...[...(sealed === undefined ? [] : [sealed.home]), ...(reach?.closed ?? [])],
    ...[...(facts.foreign ?? []), ...sessions.closed],
  ];
  const readable = [...(readablePaths ?? []), ...openFolders(facts), ...sessions.readable];
  return {
    enabled: true,
    failIfUnavailable: true,
    autoAllowBashIfSandboxed: permissions === "sandboxed",
    allowUnsandboxedCommands: false,
    filesystem: {
      denyRead: [...deniedPaths, ...closed],
      denyWrite: deniedPaths,
      ...(readable.length === 0 ? {} : { allowRead: readable }),
    },
    ...(api === undefined ? {} : { network: { allowedDomains: [api.host] } }),
  };
}

/** Variables that disable updates and telemetry and limit retries. */
export function claudeEnvironment(
  request: Pick<HarnessRequest, "env" | "endpoint" | "permissions" | "mcp" | "limits">,
  { isRoot }: { isRoot: boolean },
): Record<string, string> {
  return {
    ...request.env,
    // claude's ten retries take more than 90 s. The queue's retries are visible and can use a fallback.
    CLAUDE_CODE_MAX_RETRIES: "2",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    // A run ends with its answer, and so does what it started. Nobody would read what such a task reports later.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
    CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: "1",
    ...(request.endpoint === undefined ? {} : { ANTHROPIC_BASE_URL: request.endpoint.baseUrl }),
    ...(request.mcp === undefined ? {} : mcpEnvironment()),
    // As root, claude refuses to skip permissions unless this says that it runs in a sandbox.
    ...(isRoot && request.permissions === "bypass" ? { IS_SANDBOX: "1" } : {}),
  };
}

function mcpEnvironment(): Record<string, string> {
  return {
    MCP_TOOL_TIMEOUT: String(TOOL_WAIT_MAX_MS),
    // Otherwise claude gives up after five minutes without a report of progress.
    CLAUDE_CODE_MCP_TOOL_IDLE_TIMEOUT: "0",
    // Otherwise the first turn may begin before the tools are there, and the model does not see them.
    MCP_CONNECTION_NONBLOCKING: "false",
    // The few tools are always listed. claude would defer them and make the model search.
    ENABLE_TOOL_SEARCH: "false",
  };
}
