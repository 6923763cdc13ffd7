/** The dependencies of the handlers: the daemon's parts, and a few operations of the daemon itself. */

import type { Clock, NewId, SharedFiles } from "@tinyagi/base";
import type {
  AgentHostStatus,
  AheadProgram,
  ChannelState,
  ChannelStatus,
  ClosedPrograms,
  ContainmentStatus,
  EffectivePrompt,
  ExposeWay,
  Exposure,
  FileWhy,
  FoundProvider,
  MoveView,
  NetworkReport,
  OpenPrograms,
  RouteInput,
  RouteOutput,
  WorkerView,
  WorkspaceOf,
} from "@tinyagi/contracts";
import type {
  ArtifactParts,
  Backups,
  Company,
  DailyBackups,
  Digests,
  Heartbeats,
  Pairing,
  PlaceWaitOf,
  Plugins,
  Projects,
  Schedules,
  Search,
  Skills,
  TaskBranches,
  TaskRemotes,
  Tasks,
  TokenRegistry,
} from "@tinyagi/features";
import type { SettingsAuthor, SettingsService } from "@tinyagi/home";
import type {
  Approvals,
  Budgets,
  Circuits,
  Confirmations,
  Dispatcher,
  Journal,
  Outbox,
  ProviderTester,
  Queue,
  RunSteering,
  RunWaits,
  RunWrites,
  Store,
  WrittenTexts,
} from "@tinyagi/kernel";
import type { Conversations, Spawner } from "@tinyagi/teams";
import type { McpServers } from "../mcp-servers/mcp-servers.js";
import type { Metrics } from "../metrics/metrics.js";
import type { Push } from "../push/push.js";
import type { Sessions } from "../session/sessions.js";

export interface DaemonPort {
  bootId: string;
  version: string;
  home: string;
  /** Home of the user that the daemon runs as; `~` in settings. */
  userHome: string;
  port(): number;
  /** Seconds. */
  uptime(): number;
  /** How the processes of runs are kept together. */
  containment: ContainmentStatus;
  agentHost(): AgentHostStatus;
  tailLog(lines: number): Promise<string[]>;
  restart(): void;
  /** @throws AppError `SHUTTING_DOWN` during a drain */
  assertAccepting(): void;
}

/** Channels as processes of the daemon. */
export interface ChannelsPort {
  /** Every channel this build can run, by id. */
  status(): Record<
    string,
    { running: boolean; enabled?: boolean; pid?: number; state?: ChannelState; reason?: string }
  >;
  /** The same with everything that is known about them. */
  list(): ChannelStatus[];
  /**
   * Asks the platform whether it accepts the settings with what was entered, in a process of its own.
   * @returns the name of the account @throws AppError `INVALID_INPUT` with the platform's reason, `NOT_FOUND`
   */
  check(id: string, entered: Readonly<Record<string, unknown>>): Promise<string>;
  /** Stops the channel and deletes its stored session. @throws AppError `NOT_FOUND` */
  reset(id: string): Promise<void>;
  /** Channels that settings enable. */
  enabled(): readonly string[];
  /** @returns whether it runs now; false when it is unknown, already running or has no token */
  start(id: string): Promise<boolean>;
  /** @returns whether there was something to stop */
  stop(id: string): Promise<boolean>;
}

/** The other machines that run agents. */
export interface WorkersPort {
  list(): Promise<RouteOutput<"listWorkers">>;
  /** @throws AppError `CONFLICT` without an engine or when the name is taken, `UNAVAILABLE` */
  invite(
    wanted: RouteInput<"inviteWorker">["body"],
    author: SettingsAuthor,
    by: string,
  ): Promise<Omit<RouteOutput<"inviteWorker">, "ok">>;
  /** @throws AppError `NOT_FOUND` */
  drain(name: string, draining: boolean, author: SettingsAuthor): Promise<WorkerView>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` while agents have it as their place */
  remove(name: string, author: SettingsAuthor, by: string): Promise<void>;
}

/** Moves of agents to other machines. */
export interface MovesPort {
  /** The last one of each agent. */
  list(): MoveView[];
  /** @throws AppError `UNKNOWN_AGENT`, `NOT_FOUND`, `CONFLICT` */
  start(wanted: { agent: string; to: string; force: boolean }, by: string): Promise<MoveView>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` when it is decided already */
  cancel(agent: string): Promise<MoveView>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` */
  undo(agent: string, by: string): Promise<MoveView>;
}

/** TinyOffice reached from elsewhere. */
export interface ExposurePort {
  current(): Exposure;
  show(): Promise<RouteOutput<"getExposure">>;
  /** Resolves when it is reached, or with the problem. @throws AppError `CONFLICT` when it is open already */
  start(wish: { via: ExposeWay; minutes: number; by: string }): Promise<RouteOutput<"startExposure">>;
  /** Resolves when nobody gets in any more. */
  stop(by: string): Promise<RouteOutput<"stopExposure">>;
}

/** Parts that process messages. */
interface MessageServices extends ArtifactParts {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  conversations: Conversations;
  dispatcher: Dispatcher;
  /** Why the place of an agent gets no run now. Absent: there is no place but this machine. */
  placeWait?: PlaceWaitOf | undefined;
  waits: Pick<RunWaits, "during">;
  spawner: Spawner;
  approvals: Approvals;
  written: WrittenTexts;
  steering: RunSteering;
  /** Counts what runs have the daemon store. */
  runWrites: RunWrites;
  budgets: Pick<Budgets, "list" | "ofConversation" | "stops" | "extend">;
  circuits: Pick<Circuits, "admit" | "list" | "resume">;
  search: Search;
  /** Shared knowledge of the company. */
  company: Company;
  /** Folder with the transcripts of older releases. */
  chatsFolder: string;
  /** Files between people and agents. */
  files: SharedFiles;
  /** Copies a file of the operator or an agent to the folder it is served from. */
  resolveFile: (
    agentId: string | null,
    requested: string,
  ) => Promise<{ ok: true; path: string } | { ok: false; why: FileWhy }>;
}

/** Who may write, call and look. */
interface AccessServices {
  /** Which senders may write on a channel. */
  pairing: Pairing;
  /** Tokens of runs and channels. */
  tokens: TokenRegistry;
  /** Sessions of browsers. */
  sessions: Sessions;
  /** Browsers that are notified while no page is open. */
  push: Omit<Push, "start" | typeof Symbol.asyncDispose>;
  /** TinyOffice reached from elsewhere. */
  exposure: ExposurePort;
  /** What pages want to do and a person must confirm. */
  confirmations: Confirmations;
  /** The value of an `env:` or `file:` reference; undefined when it cannot be resolved, which the daemon logs. */
  resolveSecret: (value: string) => Promise<string | undefined>;
}

/** The programs of agents that stay open. */
interface ProgramsPort {
  list(): Promise<OpenPrograms[]>;
  /** For which agents one is open for the next session, and why not. */
  ahead(): AheadProgram[];
  /** Those of one agent. One at work is closed after its run. */
  close(agentId: string): ClosedPrograms;
}

/** Parts that belong to agents. */
interface AgentServices {
  programs: ProgramsPort;
  /** Preparing a workspace also installs the bundled skills. */
  workspaceOf: WorkspaceOf;
  /** What an agent is sent. @throws AppError `NOT_FOUND` */
  effectivePrompt: (agentId: string) => Promise<EffectivePrompt>;
  skills: Omit<Skills, "provision">;
  providerTester: ProviderTester;
  /** Agent CLIs, logins and keys of this machine. */
  findProviders: () => Promise<FoundProvider[]>;
  /** The PATH on which agents and these are looked for. */
  searchPath: string;
}

/** Planned work: tasks, and what becomes due by itself. */
interface PlanServices {
  /** Platforms whose own bot has its key in a variable. */
  ownBots: ReadonlySet<string>;
  projects: Projects;
  tasks: Tasks;
  /** Tasks that work on a repository. */
  taskBranches: TaskBranches;
  taskRemotes: TaskRemotes;
  schedules: Schedules;
  heartbeats: Heartbeats;
}

/** The daemon itself and its data. */
interface HostServices {
  settings: Pick<SettingsService, "current" | "problem" | "warnings" | "masked" | "update">;
  daemon: DaemonPort;
  channels: ChannelsPort;
  workers: WorkersPort;
  moves: MovesPort;
  /** The owner's own MCP servers. */
  mcpServers: Omit<McpServers, typeof Symbol.asyncDispose>;
  plugins: Omit<Plugins, "load" | typeof Symbol.asyncDispose>;
  backups: Backups;
  digests: Pick<Digests, "read" | "send">;
  dailyBackups: Pick<DailyBackups, "run" | "status">;
  /** What the daemon reaches of the network. */
  checkNetwork(): Promise<NetworkReport>;
  metrics: Pick<Metrics, "text">;
  clock: Clock;
  newId: NewId;
}

/** The dependencies of all handlers; each handler uses some of them. */
export interface Services
  extends MessageServices,
    AccessServices,
    AgentServices,
    PlanServices,
    HostServices {}
