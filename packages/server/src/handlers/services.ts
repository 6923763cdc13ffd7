/** What the handlers work on: the daemon's parts, and the few things only the daemon itself can do. */
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import type { Clock, Dispatcher, Journal, NewId, Outbox, Queue, Store } from "@tinyagi/core";
import type { Conversations } from "@tinyagi/teams";

/** Settings as the handlers see them; writes are validated, saved and journaled by the service. */
export interface SettingsPort {
  current(): Settings;
  /** Why the file on disk is not in force, or null. */
  problem(): string | null;
  /** Secrets masked. */
  masked(): Record<string, unknown>;
  /**
   * @param change gets the settings as they are at that moment, secrets masked, and answers with what they should be;
   *   masks it leaves stand for the stored values
   */
  update(author: string, change: (draft: Settings) => Settings): Promise<Settings>;
  /** Puts top-level entries over those of that moment and validates the whole. */
  merge(author: string, changes: Record<string, unknown>): Promise<void>;
}

export interface DaemonPort {
  bootId: string;
  version: string;
  home: string;
  port(): number;
  /** Seconds. */
  uptime(): number;
  tailLog(lines: number): Promise<string[]>;
  restart(): void;
  /** @throws AppError `SHUTTING_DOWN` once the daemon drains */
  assertAccepting(): void;
}

export interface Services {
  store: Store;
  journal: Journal;
  queue: Queue;
  outbox: Outbox;
  conversations: Conversations;
  dispatcher: Dispatcher;
  settings: SettingsPort;
  daemon: DaemonPort;
  clock: Clock;
  newId: NewId;
  /** Creates what is missing of an agent's workspace. @throws AppError `PATH_REFUSED` */
  ensureWorkspace: (agentId: string, agent: AgentConfig) => Promise<void>;
  /** Copies a file that an operator or agent wants sent to where it is served from. */
  resolveFile: (
    agentId: string | null,
    requested: string,
  ) => Promise<{ ok: true; path: string } | { ok: false; reason: string }>;
}
