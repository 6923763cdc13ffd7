/** What a run works with: the services it uses, and the facts of its claim. */

import type { Clock, Failpoints, Log } from "@tinyagi/base";
import { type AgentConfig, HarnessError } from "@tinyagi/contracts";
import type { Budgets } from "../budgets/budgets.js";
import type { RunWaits } from "../dispatcher/run-waits.js";
import { STOP } from "../dispatcher/stop-reason.js";
import type { Journal } from "../journal/journal.js";
import type { Payloads } from "../journal/payload.js";
import { buildContext as buildContextOf } from "../message/content.js";
import type { Circuits } from "../providers/circuits-contract.js";
import { withChoice } from "../providers/run-choice.js";
import { agentAt } from "../queue/provider-fallback.js";
import type { Claim, Queue } from "../queue/queue-contract.js";
import type { LiveRuns } from "../steering/live-runs.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { Perceive } from "./perceived.js";
import type {
  AgentDirectory,
  InvokerPort,
  NodePort,
  OutcomePort,
  PreparedOutcome,
  RecalledNotes,
  RunTarget,
  SystemPrompt,
  WriteTitle,
} from "./ports.js";
import { resolveSessionScope } from "./session-scope.js";

export interface RunnerOptions<P extends PreparedOutcome> {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  log: Log;
  failpoints: Failpoints;
  agents: AgentDirectory;
  /** Why the person who asked may not use the agent of a message, as a sentence. Default: everybody may use every agent. */
  toRefusal?: (message: Pick<MessageRow, "agent_id" | "conversation_id">) => string | undefined;
  invoker: InvokerPort;
  outcomes: OutcomePort<P>;
  /** Tells a harness when its run waits inside a tool call. Default: no run ever waits. */
  waits?: Pick<RunWaits, "stateOf">;
  /** Absent: no agent starts sub-agents. */
  nodes?: NodePort;
  budgets: Budgets;
  circuits: Circuits;
  /** What a run perceives of the files that its prompt names. Absent: their names alone. */
  perceive?: Perceive;
  /** Finds what may help with a message. Never rejects. Absent: nothing is looked up. */
  recall?: (text: string) => Promise<RecalledNotes>;
  /** Writes titles of long messages. Absent, or undefined now: they are called by their beginning. */
  titles?: () => WriteTitle | undefined;
  /** Percent of a provider's window from which background work waits. Default: it does not. */
  backgroundQuotaMax?: () => number | undefined;
  /** Creates what is missing in the agent's workspace. @returns its path, and the agent's prompt */
  prepareAgent: (agentId: string) => Promise<{ workspace: string; system: SystemPrompt }>;
  /** What events keep of the arguments and outputs of tools. */
  payloads: Payloads;
  /** Start time of a process; it distinguishes the process from a later one with the same pid. */
  processStart: (pid: number) => Promise<string | undefined>;
  /** Where live runs take input. */
  liveRuns: LiveRuns;
  /** Ends processes that a finished run may have left behind. */
  sweep: (runId: string) => void;
}

/** The options without those that only the conversation service understands. */
export type RunParts = Omit<RunnerOptions<PreparedOutcome>, "outcomes">;

export interface RunContext {
  claim: Claim;
  /** The agent as this attempt runs it, with the provider of its fallback entry. */
  agent: AgentConfig;
  /** Whose sessions the run continues: the harness, with the login if that keeps its own. */
  harness: string;
  /** Others of the same harness, which the run cannot continue. */
  otherHarnesses: readonly string[];
  /** Which of several logins of the provider it uses. */
  login?: string;
  scopeKey: string;
  /** Whether the run resumed or stored a session. If that session is gone at the end, a person reset the agent during the run. */
  sessionStored: boolean;
  /** The session that the run continues; absent for a new one. */
  resumed?: string;
  /** Whether the agent has used a tool. */
  hadEffects: boolean;
  /** Whether a model has answered it. */
  isAnswered: boolean;
}

/** @throws HarnessError `not_found` when the agent was removed meanwhile, `invalid` when it cannot be run */
export function buildContext(parts: RunParts, claim: Claim): RunContext {
  const { invoker, circuits } = parts;
  const agent = resolveAgent(parts, claim);
  if (agent === undefined)
    throw new HarnessError("not_found", `There is no agent @${claim.agent_id} any more.`);
  const target = asItRuns(parts, claim, invoker.resolve(agent));
  const login = target.logins === undefined ? undefined : circuits.findUse(claim.run_id)?.login;
  const harness = sessionHarness(target, login);
  const all = (target.logins ?? []).map(({ name }) => sessionHarness(target, name));
  return {
    claim,
    agent,
    harness,
    otherHarnesses: [...new Set(all)].filter((one) => one !== harness),
    ...(login === undefined ? {} : { login }),
    scopeKey: toScopeKey(parts, agent, claim),
    sessionStored: false,
    hadEffects: claim.adopted !== undefined && parts.store.events.hasOfRun(claim.run_id, "run.tool_started"),
    isAnswered: false,
  };
}

/** A run that goes on since before a restart has the program with which it began, whatever the settings say since. */
function asItRuns({ store }: RunParts, claim: Claim, target: RunTarget): RunTarget {
  const harness = claim.adopted === undefined ? undefined : store.runs.get(claim.run_id)?.harness;
  return harness === undefined ? target : { ...target, harness };
}

/** No harness and no login has this character in its name. */
const OF_LOGIN = "@";

function sessionHarness({ harness, logins = [] }: RunTarget, login: string | undefined): string {
  const own = logins.find(({ name }) => name === login);
  return own?.keepsSessions === true ? `${harness}${OF_LOGIN}${own.name}` : harness;
}

/** The agent as this attempt runs it; undefined when it was removed. */
export function resolveAgent({ agents, nodes }: RunParts, claim: Claim): AgentConfig | undefined {
  const configured = agents.get(claim.agent_id);
  if (configured === undefined) return undefined;
  const agent = agentAt(nodes?.resolveAgent(claim, configured) ?? configured, claim.provider_index);
  return withChoice(agent, buildContextOf(claim).choice, claim.provider_index);
}

/** Whether the message of an aborted run stays open: an answer that arrives nevertheless counts. */
export function isReleased(reason: unknown): boolean {
  return reason === STOP.shutdown || reason === STOP.pause || reason === STOP.yield;
}

export function isShutdown(signal: AbortSignal): boolean {
  return signal.aborted && String(signal.reason) === STOP.shutdown;
}

/** Which messages share a session with this one. */
export function toScopeKey({ nodes, store }: RunParts, agent: AgentConfig, claim: Claim): string {
  return nodes?.sessionScope(claim) ?? resolveSessionScope(store, agent.sessionScope, claim.conversation_id);
}
