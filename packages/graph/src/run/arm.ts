/** Brings nodes into a run and decides when one may start. */
import type { NodeWhy } from "@tinyagi/contracts";
import { criticalSeconds } from "../compile/rank.js";
import type { GraphNode } from "../graph/graph.js";
import { getParentId } from "../graph/graph.js";
import { isFreeSkip, NodeRun, transition } from "./node-run.js";
import { settle } from "./settle.js";
import type { GraphRun } from "./state.js";

/** Adds runs for new nodes of one generation, in plan order. */
export function addRuns(graph: GraphRun, nodes: readonly GraphNode[], generation: number): NodeRun[] {
  const chained = nodes.some((node) => node.deps.length > 0 || node.spec.estimate !== undefined);
  const paths = chained ? criticalSeconds(nodes.toSorted((a, b) => a.rank - b.rank)) : undefined;
  return nodes.map((node) => {
    const parentId = getParentId(node.id);
    const parent = parentId === null ? null : (graph.runs.get(parentId) ?? null);
    const run = new NodeRun(node, parent, generation);
    run.pathLength = Math.ceil(paths?.get(node.id) ?? 1);
    graph.runs.set(node.id, run);
    graph.open++;
    if (parent !== null) {
      run.held = true;
      parent.children ??= [];
      parent.children.push(run);
    }
    return run;
  });
}

/** Lets a held child of a running parent take part; its end will be waited for. */
export function unhold(run: NodeRun): void {
  if (!run.held) return;
  run.held = false;
  if (run.parent !== null && !run.released) run.parent.openChildren++;
}

/** Counts what a pending node waits for and makes it ready when that is nothing. */
export function arm(graph: GraphRun, run: NodeRun): void {
  if (run.state !== "pending" || run.held) return;
  run.waiting = 0;
  for (const id of run.node.deps) {
    const dep = graph.runs.get(id);
    if (dep === undefined) continue;
    if (!dep.released) run.waiting++;
    else if (blocks(graph, dep)) {
      endUnstarted(graph, run, { code: "node.dependency" });
      return;
    }
  }
  if (run.waiting === 0) makeReady(graph, run);
}

export function makeReady(graph: GraphRun, run: NodeRun): void {
  transition(run, "ready");
  graph.ready.push(run, run.pathLength);
}

/** Whether nodes behind this one must not start. A false guard blocks nothing, nor does a child nobody needs. */
export function blocks(graph: GraphRun, run: NodeRun): boolean {
  if (run.state === "completed") return false;
  if (run.state === "skipped" && (isFreeSkip(run) || run.why?.code === NOT_NEEDED.code)) return false;
  return (run.onFailure ?? graph.parts.context.graph.onFailure) === "fail-fast";
}

/** Why a child ends that its parent did not ask for again. One that ended so is never taken over later. */
export const NOT_NEEDED = { code: "node.not_needed" } as const;

/**
 * Ends a node that does not run: skipped, or cancelled when it had been started before. Children of an earlier
 * execution end with it: nothing else would ever end them.
 */
export function endUnstarted(graph: GraphRun, run: NodeRun, why: NodeWhy): void {
  for (const child of run.children ?? []) if (!child.settled) endUnstarted(graph, child, NOT_NEEDED);
  settle(graph, run, { state: run.begun ? "cancelled" : "skipped", why });
}

/**
 * Ends the children of earlier executions that running parents have not asked for again.
 * @returns whether there were any
 */
export function dropHeld(graph: GraphRun): boolean {
  if (!graph.hasHeld) return false;
  graph.hasHeld = false;
  let dropped = false;
  for (const run of graph.runs.values()) {
    if (!run.held || run.settled) continue;
    graph.hasHeld = true;
    if (run.parent?.state !== "running") continue;
    endUnstarted(graph, run, NOT_NEEDED);
    dropped = true;
  }
  return dropped;
}
