/**
 * The agent programs that speak the Agent Client Protocol (ACP), and how each differs. Pure data: the harness `acp`, checks,
 * wizards and environments derive from these rows, and nothing else names one of these programs.
 */

/**
 * `tests`: the real program runs in the end-to-end tests. `asked`: it was run by hand against a model, and asked. `started`: it
 * began to speak ACP, and then wanted a login. `not tried`: the row is what its makers publish.
 */
export type AcpCheck = "tests" | "asked" | "started" | "not tried";

/** The fields of every row of {@link ACP_AGENTS}. */
export interface AcpAgentRow {
  /** Display name. */
  readonly label: string;
  /** The program, and the words that make it speak ACP on stdin and stdout. The settings may give others. */
  readonly command: readonly [string, ...string[]];
  /** The option and its value with which it asks. Every command gets them, whoever gave it: `asks` is said of a start with them. */
  readonly guard?: readonly [string, string];
  /** Command that installs it. */
  readonly install: string;
  /** Command that logs it in. */
  readonly login: string;
  /** The file that a login writes, and nothing else, below the user's home. Absent: there is none that only a login writes. */
  readonly loginFile?: string;
  /** Variables of the host that may have its key. One that belongs to another vendor, too, does not show that it is ready. */
  readonly keyVariables: readonly string[];
  /** Folders below the user's home with its keys, configuration and sessions. It reads them; no other agent may. */
  readonly folders: readonly string[];
  /**
   * What it writes there: sessions, never what it starts. Otherwise an agent could leave something there that your own program
   * starts, outside of every sandbox.
   */
  readonly writes: readonly string[];
  /** What it makes anew for each start, because it cannot work with one that it may not replace. */
  readonly forgets?: readonly string[];
  /** Environment of each start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the name of the model, for a program whose sessions do not offer a choice. */
  readonly modelArgument?: string;
  /** The way to log in that it must be told, where one of its key variables is set. */
  readonly keyMethod?: string;
  /** How this row was compared with its program. */
  readonly checked: AcpCheck;
  /**
   * Whether it asks before each write and command, and shows the exact command: seen, not read. Others cannot write at all in
   * the mode `ask`.
   */
  readonly asks: boolean;
  /** It shows a command as the title of its call, and nowhere else. */
  readonly titlesAreCommands?: true;
  /** It sends the old conversation after it has answered `session/load`, as if it were new. */
  readonly lateReplay?: true;
  /** Its sessions end with its program, because they are kept where it forgets. */
  readonly sessionsEnd?: true;
  /** It takes a second prompt into its running turn, which answers both. */
  readonly joinsPrompts?: true;
}

/** What a program is taken for whose row nobody wrote. */
export type AcpManners = Pick<
  AcpAgentRow,
  | "asks"
  | "guard"
  | "lateReplay"
  | "sessionsEnd"
  | "joinsPrompts"
  | "keyMethod"
  | "modelArgument"
  | "titlesAreCommands"
>;

/** In the order in which they are offered. */
export const ACP_AGENTS = {
  gemini: {
    label: "Gemini CLI",
    command: ["gemini", "--acp"],
    // Settings of its owner could choose a mode in which it does not ask.
    guard: ["--approval-mode", "default"],
    install: "npm install -g @google/gemini-cli",
    login: "gemini",
    loginFile: ".gemini/oauth_creds.json",
    keyVariables: ["GEMINI_API_KEY"],
    folders: [".gemini"],
    writes: [".gemini/tmp"],
    // Git repositories, which your own program would run.
    forgets: [".gemini/projects.json", ".gemini/history"],
    modelArgument: "--model",
    keyMethod: "gemini-api-key",
    checked: "tests",
    asks: true,
    titlesAreCommands: true,
    lateReplay: true,
  },
  opencode: {
    label: "OpenCode",
    command: ["opencode", "acp"],
    install: "npm install -g opencode-ai",
    login: "opencode auth login",
    loginFile: ".local/share/opencode/auth.json",
    keyVariables: ["OPENCODE_API_KEY"],
    folders: [
      ".opencode",
      ".config/opencode",
      ".local/share/opencode",
      ".local/state/opencode",
      ".cache/opencode",
    ],
    writes: [".local/state/opencode"],
    // A database that two programs with different views of its files write would be damaged.
    forgets: [
      ".local/share/opencode/opencode.db",
      ".local/share/opencode/opencode.db-wal",
      ".local/share/opencode/opencode.db-shm",
      ".local/share/opencode/storage",
      ".local/share/opencode/snapshot",
      ".local/share/opencode/log",
      ".local/share/opencode/tool-output",
    ],
    env: {
      OPENCODE_PERMISSION:
        '{"*":"ask","read":"allow","glob":"allow","grep":"allow","list":"allow","todowrite":"allow","todoread":"allow","tinyagi_*":"allow"}',
      // An agent can write configuration into its workspace. opencode must not load it.
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      OPENCODE_DISABLE_CLAUDE_CODE: "1",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_SHARE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    },
    checked: "tests",
    asks: true,
    sessionsEnd: true,
    joinsPrompts: true,
  },
  qwen: {
    label: "Qwen Code",
    command: ["qwen", "--acp"],
    // By itself it lets a model decide which acts are safe.
    guard: ["--approval-mode", "default"],
    install: "npm install -g @qwen-code/qwen-code",
    login: "qwen",
    loginFile: ".qwen/oauth_creds.json",
    keyVariables: ["DASHSCOPE_API_KEY", "OPENAI_API_KEY"],
    folders: [".qwen"],
    writes: [".qwen/tmp", ".qwen/projects"],
    forgets: [".qwen/history"],
    modelArgument: "--model",
    checked: "asked",
    asks: true,
    lateReplay: true,
  },
  copilot: {
    label: "GitHub Copilot CLI",
    command: ["copilot", "--acp"],
    install: "npm install -g @github/copilot",
    login: "copilot login",
    keyVariables: ["COPILOT_GITHUB_TOKEN"],
    folders: [".copilot"],
    writes: [".copilot/session-state", ".copilot/logs"],
    modelArgument: "--model",
    checked: "asked",
    asks: true,
  },
  goose: {
    label: "Goose",
    command: ["goose", "acp"],
    install: "brew install block-goose-cli",
    login: "goose configure",
    loginFile: ".config/goose/config.yaml",
    keyVariables: [],
    folders: [".config/goose", ".local/share/goose", ".local/state/goose"],
    writes: [".local/share/goose", ".local/state/goose"],
    env: { GOOSE_MODE: "approve" },
    checked: "not tried",
    asks: false,
  },
  cursor: {
    label: "Cursor CLI",
    command: ["cursor-agent", "acp"],
    install: "curl https://cursor.com/install -fsS | bash",
    login: "cursor-agent login",
    loginFile: ".config/cursor/auth.json",
    keyVariables: ["CURSOR_API_KEY"],
    folders: [".cursor", ".config/cursor"],
    writes: [".cursor/chats", ".cursor/acp-sessions"],
    checked: "not tried",
    asks: false,
  },
  cline: {
    label: "Cline",
    command: ["cline", "--acp"],
    install: "npm install -g cline",
    login: "cline auth",
    loginFile: ".cline/data/secrets.json",
    keyVariables: [],
    folders: [".cline"],
    writes: [".cline/data/tasks", ".cline/data/sessions"],
    checked: "started",
    asks: false,
  },
  auggie: {
    label: "Auggie",
    command: ["auggie", "--acp"],
    install: "npm install -g @augmentcode/auggie",
    login: "auggie login",
    loginFile: ".augment/session.json",
    keyVariables: ["AUGMENT_SESSION_AUTH"],
    folders: [".augment"],
    writes: [".augment/sessions"],
    checked: "started",
    asks: false,
  },
  kimi: {
    label: "Kimi CLI",
    command: ["kimi", "acp"],
    install: "uv tool install kimi-cli",
    login: "kimi",
    loginFile: ".kimi/config.toml",
    keyVariables: ["KIMI_API_KEY"],
    folders: [".kimi"],
    writes: [".kimi/sessions", ".kimi/logs"],
    checked: "not tried",
    asks: false,
  },
} as const satisfies Readonly<Record<string, AcpAgentRow>>;

export type AcpAgentId = keyof typeof ACP_AGENTS;
export const ACP_AGENT_IDS = Object.keys(ACP_AGENTS) as AcpAgentId[];

/** Prefix of the providers that are such a program. */
export const ACP_PREFIX = "acp:";

/** The row of a program; undefined for one that only the settings know. */
export function acpAgentRow(id: string): AcpAgentRow | undefined {
  return Object.hasOwn(ACP_AGENTS, id) ? ACP_AGENTS[id as AcpAgentId] : undefined;
}
