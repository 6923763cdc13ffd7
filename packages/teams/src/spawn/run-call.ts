/** A call of a live graph: from a stored plan to its outcome. A refusal is an outcome, not an error. */
import { nodeName } from "@tinyagi/contracts";
import {
  addUsage,
  CancelledError,
  type ExecuteContext,
  NodeFailedError,
  type NodeResult,
} from "@tinyagi/graph";
import type { Reservation, SpawnCallRow } from "@tinyagi/kernel";
import { checkBounds } from "./call-checks.js";
import type { GraphState } from "./graph-state.js";
import { cancelledOutcome, failedOutcome, getOutcome, refusedOutcome, toUsage } from "./outcome.js";
import { listRefusals, releasePlaces } from "./places.js";
import { type SpawnPlan, toRefusal } from "./plan.js";
import type { SpawnAnswer } from "./spawner.js";
import { resolvedPlan } from "./stored-plan.js";

/** Gives a stored call to its node. A call that its node has already seen is ignored. */
export function runCall(state: GraphState, call: SpawnCallRow): void {
  const { contexts, given, log } = state;
  const at = contexts.get(call.node_id);
  if (at === undefined || given.has(call.id)) return;
  given.add(call.id);
  void outcomeOfCall(state, call, at)
    .catch((error: unknown) => {
      log.error({ err: error, callId: call.id }, "a plan for sub-agents could not be run");
      return failedOutcome("TinyAGI could not run the plan; the log says why");
    })
    .then((outcome) => state.settle(call, outcome));
}

async function outcomeOfCall(
  state: GraphState,
  call: SpawnCallRow,
  { ctx, signal }: { ctx: ExecuteContext; signal: AbortSignal },
): Promise<SpawnAnswer> {
  const { graph, askers } = state;
  let children: ReadonlyMap<string, NodeResult> = new Map();
  let plan: SpawnPlan;
  try {
    plan = toPlan(state, call);
    const { node_id: node, run_id: runId } = call;
    checkBounds(state, { graphId: graph.id, node, runId, agents: plan.agents });
    const { refused, reservation } = await state.admit(call, plan, signal);
    if (refused !== undefined) return refusedOutcome(refused);
    for (const { id } of plan.agents) askers.set(`${call.node_id}/${id}`, call);
    hold(state, call, { agents: plan.agents, reservation });
    const onSettled = (settled: typeof children) => {
      children = settled;
    };
    await ctx.spawn(plan.agents, { onFailure: plan.onFailure, repeat: true, onSettled });
  } catch (error) {
    const refused = toRefusal(error);
    if (refused !== undefined) return refusedOutcome(refused);
    if (signal.aborted || error instanceof CancelledError) return cancelledOutcome(toReason(signal));
    if (!(error instanceof NodeFailedError)) throw error;
    plan = toPlan(state, call);
  } finally {
    release(state, call);
  }
  const nodes = plan.agents.map(({ id }) => `${call.node_id}/${id}`);
  const kept = await releasePlaces(state, graph.id, nodes);
  const worktrees = byLocalId(kept);
  const withoutWorktree = byLocalId(listRefusals(state, graph.id, nodes));
  return getOutcome(plan, children, { worktrees, withoutWorktree, usage: usageBelow(state, nodes) });
}

/** What the agents of a call may use is reserved until each has ended. */
function hold(
  { store, graph, reserved }: GraphState,
  call: SpawnCallRow,
  { agents, reservation }: { agents: SpawnPlan["agents"]; reservation: Reservation },
): void {
  reserved.set(call.id, reservation);
  for (const { id } of agents) {
    const row = store.graphs.node(graph.id, `${call.node_id}/${id}`);
    if (row !== undefined) reservation.bind(id, row.message_row_id);
  }
}

function release({ reserved }: GraphState, call: SpawnCallRow): void {
  reserved.get(call.id)?.release();
  reserved.delete(call.id);
}

function toPlan({ store }: GraphState, call: SpawnCallRow): SpawnPlan {
  return resolvedPlan(call, store.messages.get(call.message_row_id)?.agent_id);
}

function usageBelow({ store, graph }: GraphState, nodes: readonly string[]) {
  return nodes.map((node) => toUsage(store.graphs.usage(graph.id, node))).reduce(addUsage, {});
}

/** Why a node was cancelled. */
export function toReason(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  if (reason instanceof CancelledError) return reason.reason;
  return reason instanceof Error ? reason.message : "the agent that asked has ended";
}

function byLocalId<T>(nodes: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...nodes].map(([node, value]) => [nodeName(node), value]));
}
