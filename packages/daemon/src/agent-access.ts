/** How agents reach the API: where it is, as whom they may call it, and what keeps their tokens from each other. */
import { join } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import {
  type ApiAddress,
  createRunAccess,
  type KeptAccess,
  type RunAccess,
  type TokenRegistry,
} from "@tinyagi/features";
import type { HomePaths } from "@tinyagi/home";
import type { Store } from "@tinyagi/kernel";
import type { RunTools } from "@tinyagi/server";
import type { RunApi } from "@tinyagi/worker";
import type { Bound } from "./listen.js";

export interface AgentAccess extends RunAccess, KeptAccess {
  /** Called once the address is bound; runs that start before get no access. */
  bound(bound: Bound, tools: RunTools): void;
  /** The tools for agents that run in this process, once the address is bound. */
  tools(): RunTools | undefined;
  /**
   * The API for a run on another machine. Undefined when it gets none: also where no token is asked for, because whoever
   * reaches the API then may do everything.
   */
  openForRelay(run: { runId: string; agentId: string }): RunApi | undefined;
}

export interface AgentAccessOptions {
  tokens: TokenRegistry;
  store: Store;
  paths: HomePaths;
  settings: () => Settings;
}

export function createAgentAccess(options: AgentAccessOptions): AgentAccess {
  const { tokens, store, paths, settings } = options;
  let known: Bound | undefined;
  let tools: RunTools | undefined;

  function address(): ApiAddress | undefined {
    const { auth, agentAccess } = settings().server;
    if (known === undefined || !agentAccess) return undefined;
    const { port, agentHost, agentSocket } = known;
    const url = `http://${agentHost ?? "127.0.0.1"}:${port}`;
    // Without a token asked for, whoever reaches the API may do everything: then no sandbox is opened for it.
    if (agentHost === undefined || auth === "none") return { url };
    const socket = agentSocket === undefined ? {} : { socket: agentSocket };
    return { url, sandboxed: { host: agentHost, port, ...socket } };
  }

  let last: { agents: Settings["agents"]; ids: readonly string[] } | undefined;

  function listAgentIds(agents: Settings["agents"]): readonly string[] {
    if (last?.agents !== agents) last = { agents, ids: Object.keys(agents) };
    return last.ids;
  }

  const access = createRunAccess({
    tokens,
    folder: accessFolder(paths),
    address,
    conversationOf: (runId) => store.runs.get(runId)?.conversation_id,
    agentIds: () => listAgentIds(settings().agents),
  });
  return {
    grant: access.grant,
    keep: access.keep,
    basis: access.basis,
    bound(bound, ownTools) {
      known = bound;
      tools = ownTools;
    },
    tools: () => tools,
    openForRelay({ runId, agentId }) {
      const { auth, agentAccess } = settings().server;
      const conversationId = store.runs.get(runId)?.conversation_id;
      if (known === undefined || !agentAccess || auth === "none" || conversationId === undefined)
        return undefined;
      const { token, revoke } = tokens.mintRun({ runId, agentId, conversationId });
      return { port: known.port, token, conversationId, release: revoke };
    },
  };
}

/** Tokens of running agents; each agent may read its own. */
export function accessFolder(paths: HomePaths): string {
  return join(paths.run, "access");
}

/** Where the daemon listens for sandboxes that have a network of their own. */
export function apiFolder(paths: HomePaths): string {
  return join(paths.run, "api");
}
