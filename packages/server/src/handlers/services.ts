/** What the handlers work on: the daemon's parts, and the few things only the daemon itself can do. */
import type { AgentConfig } from "@tinyagi/contracts";
import type {
  Backups,
  Clock,
  Dispatcher,
  Heartbeats,
  Journal,
  Memory,
  NewId,
  Outbox,
  Pairing,
  Plugins,
  Projects,
  ProviderTester,
  Queue,
  Schedules,
  Search,
  SettingsService,
  Skills,
  Store,
  Tasks,
  TokenRegistry,
  Workspaces,
} from "@tinyagi/core";
import type { Conversations } from "@tinyagi/teams";
import type { Metrics } from "../metrics/metrics.js";
import type { Sessions } from "../session/sessions.js";

export interface DaemonPort {
  bootId: string;
  version: string;
  home: string;
  /** Home of the user the daemon runs as; `~` in settings. */
  userHome: string;
  port(): number;
  /** Seconds. */
  uptime(): number;
  tailLog(lines: number): Promise<string[]>;
  restart(): void;
  /** @throws AppError `SHUTTING_DOWN` once the daemon drains */
  assertAccepting(): void;
}

/** Channels as processes of the daemon. */
export interface ChannelsPort {
  /** Every channel this build can run, by id. */
  status(): Record<string, { running: boolean; pid?: number }>;
  /** Channels that settings enable. */
  enabled(): readonly string[];
  /** @returns whether it runs now; false when it is unknown, runs already or lacks its token */
  start(id: string): Promise<boolean>;
  /** @returns whether there was something to stop */
  stop(id: string): Promise<boolean>;
}

/** What messages go through. */
interface MessageServices {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  conversations: Conversations;
  dispatcher: Dispatcher;
  search: Search;
  /** Folder of the transcripts of older releases. */
  chatsFolder: string;
  /** Copies a file that an operator or agent wants sent to where it is served from. */
  resolveFile: (
    agentId: string | null,
    requested: string,
  ) => Promise<{ ok: true; path: string } | { ok: false; reason: string }>;
}

/** Who may write, call and look. */
interface AccessServices {
  /** Who may write from a channel. */
  pairing: Pairing;
  /** Of runs and channels. */
  tokens: TokenRegistry;
  /** Of browsers. */
  sessions: Sessions;
  /** Value behind `env:` and `file:`; undefined when it leads nowhere, which the daemon then logs. */
  resolveSecret: (value: string) => Promise<string | undefined>;
}

/** What belongs to an agent. */
interface AgentServices {
  workspaces: Pick<Workspaces, "pathOf" | "readText" | "writeText">;
  /** Creates what is missing of an agent's workspace. @throws AppError `PATH_REFUSED` */
  ensureWorkspace: (agentId: string, agent: AgentConfig) => Promise<void>;
  memory: Memory;
  skills: Omit<Skills, "provision">;
  providerTester: ProviderTester;
}

/** What is planned, and what comes due by itself. */
interface PlanServices {
  projects: Projects;
  tasks: Tasks;
  schedules: Schedules;
  heartbeats: Heartbeats;
}

/** The daemon itself and what it keeps. */
interface HostServices {
  settings: Pick<SettingsService, "current" | "problem" | "masked" | "update">;
  daemon: DaemonPort;
  channels: ChannelsPort;
  plugins: Omit<Plugins, "load" | typeof Symbol.asyncDispose>;
  backups: Backups;
  metrics: Pick<Metrics, "text">;
  clock: Clock;
  newId: NewId;
}

/** Everything the handlers of all routes need; each takes what it uses. */
export interface Services
  extends MessageServices,
    AccessServices,
    AgentServices,
    PlanServices,
    HostServices {}
