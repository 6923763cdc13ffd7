/**
 * The harnesses of this build: how an agent's attempt is executed, and what that requires on a machine. Checks,
 * wizards, schemas and environments derive from this table; there is no other list of harnesses.
 */
import { ACP_AGENT_IDS, acpAgentRow } from "./acp-agent-table.js";
import type { Effort } from "./vocabulary.js";

/** Programs that sandboxes on Linux need, with the Debian package of each. */
export const SANDBOX_TOOLS = {
  bwrap: { package: "bubblewrap" },
  socat: { package: "socat" },
} as const;
export type SandboxTool = keyof typeof SANDBOX_TOOLS;

/** The fields of every row of {@link HARNESSES}. */
export interface HarnessRow {
  /** Display name. */
  readonly label: string;
  /** It starts no program. */
  readonly inDaemon?: true;
  /** The one program that it starts, and what a container needs to hold it. Absent where each provider names its own. */
  readonly cli?: {
    readonly binary: string;
    /** Command that installs it. */
    readonly install: string;
    /** Command that logs it in. */
    readonly login: string;
    /** The file that a login writes: in the folder that the variable names, else in this one below the user's home. */
    readonly loginFile: { readonly variable?: string; readonly folder: string; readonly file: string };
    /** On this platform a login may be in the keychain instead, where no other program can see it. */
    readonly keychainOn?: "darwin";
    /** Hosts that it calls with the provider's own address: models and logins. In a container it reaches no others. */
    readonly hosts: readonly string[];
  };
  /** How it uses a custom endpoint. Absent: it cannot use one. */
  readonly endpoint?: {
    /** A phrase about such endpoints, for a list of choices. */
    readonly hint: string;
    /** The variable with the endpoint's key. */
    readonly keyVariable: string;
    /** Variables that are set to empty, because the program would prefer them to the key. */
    readonly clearedVariables: readonly string[];
  };
  /** In the mode `ask` it asks a person for each tool that is not read-only. Others are read-only in this mode. */
  readonly asksForPermission: boolean;
  /** The harness asks in the name of its program, whose model must not see the tool that asks. */
  readonly asksItself?: true;
  /** Of the efforts, those that it passes on to its program. Absent: none. */
  readonly efforts?: readonly Effort[];
  /** Variables of the host that name the program's own configuration. Every agent gets them. */
  readonly hostVariables: readonly string[];
  /** Folders below the user's home where the program keeps keys and configuration. No agent may read them. */
  readonly keyFolders: readonly string[];
  /** For each tool that its sandbox on Linux needs: what its agents lose without the tool. */
  readonly sandboxTools: Readonly<Partial<Record<SandboxTool, string>>>;
  /** What its agents do where no sandbox can be around the whole program. Absent: there never is one. */
  readonly unenclosed?: string;
}

const NO_COMMANDS = "cannot run commands in a sandbox";
const NO_API = "cannot reach the API of the daemon";
/** The variable with the key of a model that the daemon calls directly. */
export const API_KEY_VARIABLE = "TINYAGI_MODEL_API_KEY";

export const HARNESSES = {
  claude: {
    label: "Claude Code",
    cli: {
      binary: "claude",
      install: "npm install -g @anthropic-ai/claude-code",
      login: "claude",
      loginFile: { variable: "CLAUDE_CONFIG_DIR", folder: ".claude", file: ".credentials.json" },
      keychainOn: "darwin",
      hosts: ["api.anthropic.com", "platform.claude.com", "console.anthropic.com", "claude.ai"],
    },
    endpoint: {
      hint: "Claude Code, for endpoints that speak Anthropic's API",
      keyVariable: "ANTHROPIC_AUTH_TOKEN",
      clearedVariables: ["ANTHROPIC_API_KEY"],
    },
    asksForPermission: true,
    efforts: ["low", "medium", "high", "xhigh", "max"],
    hostVariables: ["CLAUDE_CONFIG_DIR"],
    keyFolders: [".claude"],
    sandboxTools: { bwrap: NO_COMMANDS, socat: NO_COMMANDS },
  },
  codex: {
    label: "Codex",
    cli: {
      binary: "codex",
      install: "npm install -g @openai/codex",
      login: "codex login",
      loginFile: { variable: "CODEX_HOME", folder: ".codex", file: "auth.json" },
      hosts: ["api.openai.com", "chatgpt.com", "auth.openai.com"],
    },
    endpoint: {
      hint: "Codex, for endpoints that speak OpenAI's Responses API",
      keyVariable: "OPENAI_API_KEY",
      clearedVariables: [],
    },
    asksForPermission: true,
    asksItself: true,
    efforts: ["minimal", "low", "medium", "high", "xhigh"],
    hostVariables: ["CODEX_HOME"],
    keyFolders: [".codex"],
    // Codex has its own sandbox.
    sandboxTools: {},
    unenclosed: "start slowly and close places one by one",
  },
  opencode: {
    label: "OpenCode",
    cli: {
      binary: "opencode",
      install: "npm install -g opencode-ai",
      login: "opencode auth login",
      loginFile: { folder: ".local/share/opencode", file: "auth.json" },
      hosts: [
        ...["opencode.ai", "models.dev", "openrouter.ai", "generativelanguage.googleapis.com"],
        ...["api.anthropic.com", "api.openai.com", "console.anthropic.com", "auth.openai.com"],
      ],
    },
    endpoint: {
      hint: "OpenCode, for endpoints that speak OpenAI's chat API",
      keyVariable: "OPENAI_API_KEY",
      clearedVariables: [],
    },
    // `opencode run` rejects every request, and its plugins cannot answer one.
    asksForPermission: false,
    // Names of variants of models. One that a model of its own does not have changes nothing there.
    efforts: ["minimal", "low", "medium", "high", "xhigh", "max"],
    hostVariables: [],
    keyFolders: [".opencode", ".local/share/opencode"],
    sandboxTools: { bwrap: NO_COMMANDS, socat: NO_API },
    unenclosed: "run in a program that sees all files of your user",
  },
  acp: {
    label: "An agent program that speaks ACP",
    asksForPermission: true,
    asksItself: true,
    // Each program offers some of them when a session opens. It is asked for no other.
    efforts: ["minimal", "low", "medium", "high", "xhigh", "max"],
    hostVariables: [],
    keyFolders: ACP_AGENT_IDS.flatMap((id) => acpAgentRow(id)?.folders ?? []),
    sandboxTools: { bwrap: "ask a person before each write and each command" },
  },
  api: {
    label: "API",
    inDaemon: true,
    endpoint: {
      hint: "the daemon calls the endpoint itself, no CLI needed",
      keyVariable: API_KEY_VARIABLE,
      clearedVariables: [],
    },
    asksForPermission: true,
    efforts: ["low", "medium", "high", "xhigh", "max"],
    hostVariables: [],
    keyFolders: [],
    sandboxTools: { bwrap: NO_COMMANDS, socat: NO_API },
  },
  // It has no tools.
  demo: {
    label: "Demo",
    inDaemon: true,
    asksForPermission: true,
    hostVariables: [],
    keyFolders: [],
    sandboxTools: {},
  },
} as const satisfies Readonly<Record<string, HarnessRow>>;

export type HarnessId = keyof typeof HARNESSES;
export const HARNESS_IDS = Object.keys(HARNESSES) as HarnessId[];

/** The row of a harness; undefined for one from a plugin or another version. */
export function harnessRow(id: string | undefined): HarnessRow | undefined {
  return id !== undefined && Object.hasOwn(HARNESSES, id) ? HARNESSES[id as HarnessId] : undefined;
}

type WithEndpoint = { [Id in HarnessId]: (typeof HARNESSES)[Id] extends { endpoint: object } ? Id : never };
/** Harnesses that support custom endpoints. */
export type EndpointHarness = WithEndpoint[HarnessId];
export const ENDPOINT_HARNESSES = HARNESS_IDS.filter(
  (id): id is EndpointHarness => harnessRow(id)?.endpoint !== undefined,
);
