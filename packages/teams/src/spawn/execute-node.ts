/** A node of a live graph: executing it means that its message is in the queue and that its end is awaited. */
import { nodeParent, ROOT_NODE } from "@tinyagi/contracts";
import { CancelledError, type ExecuteContext, type ExecuteResult, type GraphNode } from "@tinyagi/graph";
import { type MessageRow, STOP } from "@tinyagi/kernel";
import { type GraphState, lastCall, toPart } from "./graph-state.js";
import { queueNode, resultOfNode } from "./node-queue.js";
import { runCall, toReason } from "./run-call.js";
import { storedPlan } from "./stored-plan.js";

/** Runs a node: its message is queued, and its end is awaited. */
export async function executeNode(
  state: GraphState,
  node: GraphNode,
  ctx: ExecuteContext,
): Promise<ExecuteResult> {
  const { store, contexts } = state;
  const { signal, results } = ctx;
  const message = await messageOf(state, node, results);
  contexts.set(node.id, { ctx, signal });
  for (const call of store.graphs.openCalls(message.id)) runCall(state, call);
  try {
    const ended = await state.ends.wait(message.id, signal);
    const result = resultOfNode(state, ended);
    return node.id === ROOT_NODE ? { ...result, output: null } : result;
  } catch (error) {
    if (signal.aborted) await cancel(state, message.id, toReason(signal));
    throw error;
  } finally {
    contexts.delete(node.id);
    toPart(state, node.id)?.end();
  }
}

async function messageOf(
  state: GraphState,
  node: GraphNode,
  results: ReadonlyMap<string, unknown>,
): Promise<MessageRow> {
  const { store, graph, rules } = state;
  if (node.id === ROOT_NODE) {
    const row = store.graphs.node(graph.id, ROOT_NODE);
    const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
    if (message === undefined) throw new CancelledError({ code: "node.message_gone" });
    return message;
  }
  const above = nodeParent(node.id) ?? ROOT_NODE;
  const call = state.askers.get(node.id) ?? lastCall(state, above);
  const { session } = call === undefined ? { session: undefined } : storedPlan(call);
  const harness =
    node.spec.harness === undefined
      ? undefined
      : state.harnesses.getTemplate(node.spec.harness, rules.agents);
  return store.write(() => {
    const message = queueNode(state, {
      graphId: graph.id,
      node,
      results,
      runId: call?.run_id,
      session,
      harness,
    });
    toPart(state, node.id)?.bind(message.id);
    return message;
  });
}

async function cancel({ store, queue, abort, wake }: GraphState, id: number, said: string): Promise<void> {
  const rows = await store.write(() => queue.cancelRun(id, { code: "graph", said }));
  for (const row of rows) {
    if (row.status === "processing") abort(row.id, STOP.cancel);
    wake(row.lane);
  }
}
