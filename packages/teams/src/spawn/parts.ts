/** What the parts of the spawner share: the services they use, and how a node's row is read. */

import type { Clock, Log, NewId } from "@tinyagi/base";
import type {
  AgentConfig,
  ContainerReach,
  NodePlace,
  PermissionMode,
  Settings,
  WorkspaceOf,
} from "@tinyagi/contracts";
import type { SpawnLimits } from "@tinyagi/graph";
import type { GraphNodeRow, Journal, MessageRow, Queue, StopReason, Store } from "@tinyagi/kernel";
import type { Directory } from "../routing/directory.js";

export interface SpawnParts {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  log: Log;
  settings: () => Settings;
  directory: () => Directory;
  /** Inside a write: tells the dispatcher that it adds a message to a lane, or no longer holds one. */
  offer: (lane: string) => void;
  wake: (lane: string) => void;
  /** Ends the running process of a message, if there is one. */
  abort: (messageRowId: number, reason: StopReason) => boolean;
  workspaceOf: WorkspaceOf;
}

/** What a node may do and where it works, as its row keeps it. */
export interface NodeSettings {
  /** The most that its parent may do. The settings of its agent apply, too. */
  permissions: PermissionMode;
  /** The most that its container may reach, when its parent runs in one. */
  container?: ContainerReach;
  provider?: string;
  model?: string;
  /** Names of TinyAGI's tools. */
  tools: "all" | readonly string[];
  canSpawn: boolean;
  depth: number;
  /** Whether it changes files of its parent's repository. */
  writes: boolean;
  /** Row of its parent's message; null for the root. */
  parent: number | null;
  /** Most further attempts after a failed one, as its plan says. The settings' `execution.maxAttempts` applies, too. */
  retries?: number;
  /** Session that it shares with other nodes. */
  session?: string;
  /** Absent before its first run, and after a worktree without work was removed. */
  place?: NodePlace;
  /** An event has named its worktree. */
  kept?: boolean;
  /** It ended without a result and runs again when its parent asks for it. */
  again?: boolean;
}

export const ROOT_SETTINGS: NodeSettings = {
  permissions: "bypass",
  tools: "all",
  canSpawn: true,
  depth: 0,
  writes: false,
  parent: null,
};

/** What a forked graph takes from its source, as its rules keep it. */
export interface ForkSource {
  /** The graph it was forked from. */
  from: string;
  /** Nodes whose end is taken over. */
  shared: string[];
  /** Calls of the source that the same nodes make again. */
  calls: string[];
  /** New prompts by node. */
  edits: Record<string, string>;
}

/** The limits of a graph and what its agents may use, as they were when it began. */
export interface GraphRules {
  limits: SpawnLimits;
  /** Ids of agents that may be named. */
  agents: readonly string[];
  /** Set for a fork: what it takes from the graph that it was forked from. */
  fork?: ForkSource;
}

export function settingsOfNode(row: Pick<GraphNodeRow, "settings">): NodeSettings {
  return JSON.parse(row.settings);
}

/** Most attempts of a message, if the plan that asked for it limits them. */
export function plannedAttempts({ graphs }: Pick<Store, "graphs">, message: MessageRow): number | undefined {
  const node = message.kind === "node" ? graphs.nodeOf(message.id) : undefined;
  const retries = node === undefined ? undefined : settingsOfNode(node).retries;
  return retries === undefined ? undefined : retries + 1;
}

export function agentConfig(settings: Settings, id: string): AgentConfig | undefined {
  return Object.hasOwn(settings.agents, id) ? settings.agents[id] : undefined;
}

export function isOpen({ status }: Pick<MessageRow, "status">): boolean {
  return status === "pending" || status === "processing";
}

/**
 * The conversation that the sub-agents of a message belong to. Their message may have continued in a follow-up since, but
 * their sessions stay where they began.
 */
export function homeOf({ graphs }: Pick<Store, "graphs">, message: MessageRow): string {
  const node = graphs.nodeOf(message.id);
  const graph = node === undefined ? undefined : graphs.get(node.graph_id);
  return graph?.conversation_id ?? message.conversation_id;
}
