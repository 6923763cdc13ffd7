/**
 * What becomes of a run that was live when the daemon died. One that another machine may still have is taken over, so that
 * nothing of it happens twice; every other one is repeated. Inside the write that recovers the queue.
 */
import type { Budgets } from "../budgets/budgets.js";
import type { Circuits } from "../providers/circuits-contract.js";
import type { Claim, Queue } from "../queue/queue-contract.js";
import type { PlacedRunRow, RunRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { AgentDirectory } from "./ports.js";

/** What is known of a live run of a daemon that died. */
export interface LeftRun {
  /** Whether a worker that is still known was given it. */
  readonly isPlaced: boolean;
  /** Whether its agent is still there. */
  readonly hasAgent: boolean;
  /** Whether it started sub-agents, or a person was asked: the daemon that waited with it is gone. */
  readonly waits: boolean;
}

/** Whether a run is taken over. What its message says decides with it: the run must hold it. */
export function decideLeft({ isPlaced, hasAgent, waits }: LeftRun): "adopt" | "repeat" {
  return isPlaced && hasAgent && !waits ? "adopt" : "repeat";
}

export interface AdoptParts {
  readonly store: Store;
  readonly queue: Pick<Queue, "adopt">;
  readonly budgets: Pick<Budgets, "adopt">;
  readonly circuits: Pick<Circuits, "started">;
  readonly agents: AgentDirectory;
  readonly bootId: string;
}

/** @returns the claim of a run that goes on; undefined for one that is repeated */
export function adoptRun(
  parts: AdoptParts,
  run: RunRow,
  placed: PlacedRunRow | undefined,
): Claim | undefined {
  const { store, queue } = parts;
  const left = {
    isPlaced: placed !== undefined,
    hasAgent: parts.agents.get(run.agent_id) !== undefined,
    waits: waits(store, run),
  };
  if (placed === undefined || decideLeft(left) === "repeat") return undefined;
  const { members, inputs, usage } = placed;
  const claim = queue.adopt(run.message_row_id, run.id, { members, inputs, usage: JSON.parse(usage) });
  if (claim === undefined) return undefined;
  store.runs.adopt(run.id, parts.bootId);
  const { provider, login } = run;
  const model = run.model ?? undefined;
  const { place } = placed;
  parts.circuits.started({ runId: run.id, provider, model, place, ...(login === null ? {} : { login }) });
  parts.budgets.adopt(claim, model, claim.adopted?.usage ?? {});
  return claim;
}

function waits({ graphs, approvals }: Store, { message_row_id: id }: RunRow): boolean {
  return graphs.openCalls(id).length > 0 || approvals.ofMessage(id).some(({ status }) => status === "open");
}
