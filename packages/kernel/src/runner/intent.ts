/** The intent row: the store records that a run is about to start before anything is spawned. */
import type { AgentConfig } from "@tinyagi/contracts";
import { runScope } from "../journal/event-scope.js";
import { buildContext } from "../message/content.js";
import type { Claim } from "../queue/queue-contract.js";
import type { RunRow } from "../store/schema.js";
import { type RunParts, resolveAgent } from "./context.js";
import type { InvokerPort, RunTarget } from "./ports.js";

/** The agent and its target, as this attempt would run it. */
export interface Intent {
  agent: AgentConfig | undefined;
  target: RunTarget;
  /** Which of several logins it uses. */
  login?: string;
}

export function toIntent(parts: RunParts, claim: Claim): Intent {
  const agent = resolveAgent(parts, claim);
  // Sub-agents work where their agent does.
  const place = parts.agents.get(claim.agent_id)?.place;
  const target = agent === undefined ? { harness: "", provider: "" } : describe(parts.invoker, agent);
  return { agent, target: place === undefined ? target : { ...target, place } };
}

/** Inside the claiming transaction: the row of the run and `run.started`. */
export function recordIntent(parts: RunParts, claim: Claim, { agent, target, login }: Intent): void {
  const { store, journal, clock } = parts;
  const parentRunId = parts.nodes === undefined ? claim.parent_run_id : parts.nodes.parentRun(claim);
  const parent = parentRunId === null ? undefined : store.runs.get(parentRunId);
  const rootRunId = parent?.root_run_id ?? claim.run_id;
  const depth = depthBelow(parent, claim);
  const model = target.model ?? null;
  store.runs.insert({
    id: claim.run_id,
    message_row_id: claim.id,
    conversation_id: claim.conversation_id,
    parent_run_id: parentRunId,
    root_run_id: rootRunId,
    depth,
    agent_id: claim.agent_id,
    harness: target.harness,
    provider: target.provider,
    model,
    attempt: claim.attempts,
    boot_id: claim.boot_id,
    created_at: clock.now(),
    permissions: target.permissions ?? null,
    login: login ?? null,
    effort: target.effort ?? null,
  });
  journal.append(
    "run.started",
    {
      agent: claim.agent_id,
      agentName: agent?.name ?? claim.agent_id,
      fromAgent: claim.from_agent,
      harness: target.harness,
      provider: target.provider,
      model,
      ...(login === undefined ? {} : { login }),
      ...(target.effort === undefined ? {} : { effort: target.effort }),
      ...(buildContext(claim).choice === undefined ? {} : { chosen: true as const }),
      ...(target.permissions === undefined ? {} : { permissions: target.permissions }),
      attempt: claim.attempts,
      parentRunId,
      rootRunId,
      depth,
    },
    runScope(claim),
  );
}

/** A run that goes on with the message of its parent is no level deeper. */
function depthBelow(parent: RunRow | undefined, claim: Claim): number {
  if (parent === undefined) return 0;
  return parent.message_row_id === claim.id ? parent.depth : parent.depth + 1;
}

function describe(invoker: InvokerPort, agent: AgentConfig): RunTarget {
  try {
    return invoker.resolve(agent);
  } catch {
    // The run itself reports the problem; the intent row records only what is configured.
    return { harness: "", provider: agent.provider };
  }
}
