/**
 * Builds claude's argument list and settings file. Pure. No text of a person or an agent is ever an option:
 * prompts travel on stdin or in files, and values are bound with `=`, so that `--version` as a model stays a model.
 */
import { join, relative } from "node:path";
import type { HarnessApi, HarnessRequest } from "@tinyagi/contracts";
import type { SealedHome } from "../sandbox/bubblewrap.js";
import { closedPatterns } from "./closed-patterns.js";

/** Files made for one run. */
export interface ClaudeRunFiles {
  readonly systemPrompt: string;
  readonly settings: string;
  /** A plugin folder that holds the workspace's skills and nothing else; absent without skills. */
  readonly skillsPlugin?: string | undefined;
}

/** What decides about claude's permissions. */
export interface ClaudePermissionFacts {
  readonly permissions: HarnessRequest["permissions"];
  readonly deniedPaths: readonly string[];
  /** Folders inside denied ones that commands of this agent may read. */
  readonly readablePaths?: readonly string[] | undefined;
  /** The daemon's home, closed to commands in the sandbox as a whole. */
  readonly sealed?: SealedHome | undefined;
  /** What sandboxed commands may reach; claude cannot limit it to a port. */
  readonly api?: HarnessApi | undefined;
  /** The plugin folder of this run: what a skill brings along is used from there. */
  readonly skillsPlugin?: string | undefined;
  /** The workspace, to which the link in that folder leads. */
  readonly cwd?: string | undefined;
  /** The machine has what claude's own sandbox needs. */
  readonly sandbox: boolean;
  /** Folders with the user's claude configuration. */
  readonly configDirs: readonly string[];
}

/**
 * Tools that neither write nor leave the machine; all that is open where there is no sandbox. `Skill` is none of them:
 * plain skills start without a rule, and with one a skill's own `allowed-tools` would open whatever it names.
 */
const HARMLESS_TOOLS = [
  "Read",
  "Glob",
  "Grep",
  "LS",
  "TodoWrite",
  "Bash(pwd)",
  "Bash(date)",
  "Bash(git status)",
];

/** The argument list of one run. */
export function claudeArguments(
  request: Pick<HarnessRequest, "cwd" | "model" | "sessionId" | "systemPrompt" | "permissions">,
  files: ClaudeRunFiles,
): string[] {
  const args = [
    "-p",
    "--input-format=stream-json",
    "--output-format=stream-json",
    "--verbose",
    "--include-partial-messages",
    // An agent can write .claude/settings.json, .mcp.json and hooks into its workspace: none of them is loaded.
    "--setting-sources=user",
    "--strict-mcp-config",
    `--settings=${files.settings}`,
    // With this, the environment below makes claude read CLAUDE.md of the workspace, which is text only.
    `--add-dir=${request.cwd}`,
    ...permissionArguments(request.permissions),
  ];
  if (request.systemPrompt !== "") args.push(`--append-system-prompt-file=${files.systemPrompt}`);
  if (files.skillsPlugin !== undefined) args.push(`--plugin-dir=${files.skillsPlugin}`);
  if (request.model !== undefined && request.model !== "") args.push(`--model=${request.model}`);
  if (request.sessionId !== undefined && request.sessionId !== "") args.push(`--resume=${request.sessionId}`);
  return args;
}

function permissionArguments(permissions: HarnessRequest["permissions"]): string[] {
  if (permissions === "bypass") return ["--dangerously-skip-permissions"];
  return [`--permission-mode=${permissions === "ask" ? "default" : "acceptEdits"}`];
}

/**
 * The prompt as one line of `stream-json` input. A text that starts with `/` would be a command of the CLI itself,
 * answered without the model (`/clear` even forgets the session); behind a line break it is a message.
 */
export function claudeInput(prompt: string): string {
  const text = prompt.startsWith("/") ? `\n${prompt}` : prompt;
  const message = { role: "user", content: [{ type: "text", text }] };
  return `${JSON.stringify({ type: "user", message })}\n`;
}

/** The settings file: denied paths in every mode, the sandbox in all but `bypass`. */
export function claudeSettings(facts: ClaudePermissionFacts): Record<string, unknown> {
  const { deniedPaths, permissions, configDirs, sealed } = facts;
  const deny = [
    // Both forms, since a denied path may be a folder or a file.
    ...deniedPaths
      .flatMap((path) => [path, `${path}/**`])
      .flatMap((path) => [`Read(/${path})`, `Edit(/${path})`]),
    // What is on its way to its place, as the settings are while they are saved.
    ...(sealed === undefined ? [] : [`Read(/${sealed.home}/.*)`, `Edit(/${sealed.home}/.*)`]),
    ...homeRules(facts),
    ...configDirs.map((path) => `Edit(/${path}/settings*.json)`),
  ];
  if (permissions === "bypass") return { permissions: { deny } };
  const harmless = permissions === "sandboxed" && !facts.sandbox ? HARMLESS_TOOLS : [];
  // A denied path inside stays closed, since denying wins.
  const allow = [...openFolders(facts), ...skillTarget(facts)].map((path) => `Read(/${path}/**)`);
  return {
    permissions: { deny, allow: [...allow, ...harmless] },
    // A skill the agent wrote may declare hooks, which run outside the sandbox.
    disableAllHooks: true,
    ...(facts.sandbox ? { sandbox: sandboxSettings(facts) } : {}),
  };
}

/** Without a sandbox nothing but rules keeps claude's own tools out of the home. */
function homeRules({ sealed, sandbox, permissions, cwd, skillsPlugin }: ClaudePermissionFacts): string[] {
  if (sealed === undefined || sandbox || permissions === "bypass") return [];
  const open = [cwd, skillsPlugin, ...sealed.readable].filter((path) => path !== undefined);
  const { home, realHome = home } = sealed;
  // What is open in the home as it is named is open in the home as it really is.
  const opened = [...open, ...open.map((path) => join(realHome, relative(home, path)))];
  return [...new Set([home, realHome])]
    .flatMap((name) => closedPatterns(name, opened))
    .flatMap((path) => [`Read(/${path})`, `Edit(/${path})`]);
}

/** Folders outside the workspace that the agent may read and never write. */
function openFolders({ sealed, skillsPlugin }: ClaudePermissionFacts): string[] {
  return [...(sealed?.readable ?? []), ...(skillsPlugin === undefined ? [] : [skillsPlugin])];
}

/** claude judges a link by where it leads, too: with a rule for the link alone it would refuse. */
function skillTarget({ cwd, skillsPlugin }: ClaudePermissionFacts): string[] {
  if (cwd === undefined || skillsPlugin === undefined) return [];
  return [`${cwd}/.claude/skills`, `${cwd}/.agents/skills`];
}

function sandboxSettings(facts: ClaudePermissionFacts): Record<string, unknown> {
  const { permissions, deniedPaths, readablePaths, api, sealed } = facts;
  const readable = [...(readablePaths ?? []), ...openFolders(facts)];
  return {
    enabled: true,
    failIfUnavailable: true,
    autoAllowBashIfSandboxed: permissions === "sandboxed",
    allowUnsandboxedCommands: false,
    filesystem: {
      denyRead: [...deniedPaths, ...(sealed === undefined ? [] : [sealed.home])],
      denyWrite: deniedPaths,
      ...(readable.length === 0 ? {} : { allowRead: readable }),
    },
    ...(api === undefined ? {} : { network: { allowedDomains: [api.host] } }),
  };
}

/** Variables that keep claude quiet, bounded and away from what agents can write. */
export function claudeEnvironment(
  request: Pick<HarnessRequest, "env" | "endpoint" | "permissions">,
  { isRoot }: { isRoot: boolean },
): Record<string, string> {
  return {
    ...request.env,
    // Its ten retries take more than 90 s; the queue retries better.
    CLAUDE_CODE_MAX_RETRIES: "2",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: "1",
    ...(request.endpoint === undefined ? {} : { ANTHROPIC_BASE_URL: request.endpoint.baseUrl }),
    // claude refuses to skip permissions as root unless told that it is contained.
    ...(isRoot && request.permissions === "bypass" ? { IS_SANDBOX: "1" } : {}),
  };
}
