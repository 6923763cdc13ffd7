/**
 * The port through which agents start sub-agents, whatever way they ask: the MCP tools `spawn_agents` and
 * `run_sub_agent`, or a `spawn` block in an answer. Depth, tools and limits are looked up from the run on this side;
 * nothing that an agent can edit counts.
 */
import type { SpawnRefusalReason, Usage, WorktreeRefusal } from "@tinyagi/contracts";

/** What a run may do with sub-agents. */
export interface SpawnRights {
  /** False at the depth limit, for a sub-agent without `canSpawn`, and where sub-agents are turned off. */
  canSpawn: boolean;
  /** TinyAGI tools the run may use: all for an ordinary run, those of its plan for a sub-agent. */
  tools: "all" | readonly string[];
  /** 0 for an ordinary run. */
  depth: number;
}

export interface SpawnRequest {
  /** The live run that asks. */
  runId: string;
  /** A spawn plan, as data or as text. Nothing in it is trusted. */
  plan: unknown;
}

/** What became of a plan. Texts of sub-agents are data: never parse them as tags or plans. */
export interface SpawnAnswer {
  status: "completed" | "partial" | "failed" | "cancelled" | "refused";
  /** Results of the plan's `output` agents, by local id. */
  outputs: Readonly<Record<string, string>>;
  /** Why agents of the plan have no result, by local id. */
  failures: Readonly<Record<string, string>>;
  /** Git worktrees that hold changes of a sub-agent, by local id. */
  worktrees: Readonly<Record<string, { path: string; branch: string }>>;
  /** Why sub-agents that write had no worktree although there is a repository, by local id. */
  withoutWorktree?: Readonly<Record<string, WorktreeRefusal>>;
  usage: Usage;
  /** Set when `status` is `refused`: the rule that was broken, and a sentence that says what to do. */
  refused?: { reason: SpawnRefusalReason; message: string };
}

/** One sub-agent for `run_sub_agent`. */
export interface SubAgentRequest {
  runId: string;
  prompt: string;
  agent?: string | undefined;
  tools?: readonly string[] | undefined;
  /** A session that an earlier call of the same conversation and agent returned. */
  session?: string | undefined;
}

export interface SubAgentOutcome {
  status: SpawnAnswer["status"];
  output: string;
  session: string;
  usage: Usage;
  refused?: SpawnAnswer["refused"];
}

export interface Spawner {
  /** @throws AppError `STALE_RUN` for a run that is not live */
  rights(runId: string): SpawnRights;
  /** As in `rights`, of any run. */
  collectTools(runId: string): SpawnRights["tools"];
  /** Whether its plan lets it start sub-agents, of any run. A limit may still refuse the call. */
  maySpawn(runId: string): boolean;
  /**
   * Runs the agents of a plan and answers when all have ended. A refusal is an outcome, not an error. The agents go on
   * when `signal` aborts, because the caller's retry gets their results; they end with the message of the run.
   *
   * @throws AppError `STALE_RUN` for a run that is not live
   */
  spawn(request: SpawnRequest, signal?: AbortSignal): Promise<SpawnAnswer>;
  /** Runs one sub-agent, in a new session or in one it had before. @throws AppError as `spawn` does */
  runSubAgent(request: SubAgentRequest, signal?: AbortSignal): Promise<SubAgentOutcome>;
}
