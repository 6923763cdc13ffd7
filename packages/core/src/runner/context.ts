/** What a run works with: the services it uses, and the facts of its claim. */
import { type AgentConfig, HarnessError } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { Failpoints } from "../base/failpoint.js";
import type { Log } from "../base/log.js";
import { SHUTDOWN_REASON } from "../dispatcher/dispatcher.js";
import type { Journal } from "../journal/journal.js";
import type { SystemPrompt } from "../prompt/prompt-builder.js";
import { agentAt } from "../queue/provider-fallback.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { Store } from "../store/store.js";
import type { AgentDirectory, InvokerPort, OutcomePort, PreparedOutcome } from "./ports.js";

export interface RunnerOptions<P extends PreparedOutcome> {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  log: Log;
  failpoints: Failpoints;
  agents: AgentDirectory;
  invoker: InvokerPort;
  outcomes: OutcomePort<P>;
  /** Creates what is missing in the agent's workspace. @returns its path */
  ensureWorkspace: (agentId: string) => Promise<string>;
  /** @param workspace what `ensureWorkspace` returned */
  systemPrompt: (agentId: string, workspace: string) => Promise<SystemPrompt>;
  /** Start time of a process; it distinguishes the process from a later one with the same pid. */
  processStart: (pid: number) => Promise<string | undefined>;
  /** Ends processes that a finished run may have left behind. */
  sweep: (runId: string) => void;
}

/** The options without those that only the conversation service understands. */
export type RunParts = Omit<RunnerOptions<PreparedOutcome>, "outcomes">;

export interface RunContext {
  claim: Claim;
  /** The agent as this attempt runs it, with the provider of its fallback entry. */
  agent: AgentConfig;
  harness: string;
  scopeKey: string;
  /** Whether the run resumed or stored a session. If that session is gone at the end, a person reset the agent during the run. */
  sessionStored: boolean;
}

/** @throws HarnessError `not_found` when the agent was removed meanwhile, `invalid` when it cannot be run */
export function contextOf({ agents, invoker }: RunParts, claim: Claim): RunContext {
  const configured = agents.get(claim.agent_id);
  if (configured === undefined)
    throw new HarnessError("not_found", `There is no agent @${claim.agent_id} any more.`);
  const agent = agentAt(configured, claim.provider_index);
  return {
    claim,
    agent,
    harness: invoker.resolve(agent).harness,
    scopeKey: scopeKeyOf(agent, claim),
    sessionStored: false,
  };
}

export function isShutdown(signal: AbortSignal): boolean {
  return signal.aborted && String(signal.reason) === SHUTDOWN_REASON;
}

/** The scope of a session that all messages of its agent share. */
export const AGENT_SCOPE = "agent";

/** Which messages share a session with this one. */
export function scopeKeyOf(agent: AgentConfig, claim: Claim): string {
  return agent.sessionScope === "conversation" ? claim.conversation_id : AGENT_SCOPE;
}
