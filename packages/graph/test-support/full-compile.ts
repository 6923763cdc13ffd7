/**
 * A second compiler for tests: from the plan and all spawns at once, with plain loops and no indexes. It shares no code
 * with the product beyond the types.
 */
import type { AgentSpecInput, GraphNode, PlanInput } from "../src/index.js";

interface FullNode {
  deps: string[];
  dependents: string[];
  rank: number;
  depth: number;
  claims: string[];
  spec: AgentSpecInput;
  parent: string | null;
}

export function fullCompile(plan: PlanInput, spawns: { parent: string; specs: AgentSpecInput[] }[]) {
  const all = new Map<string, FullNode>();
  const live = new Map<string, FullNode>();
  for (const { parent, specs } of [{ parent: null, specs: plan.agents }, ...spawns]) {
    const prefix = parent === null ? "" : `${parent}/`;
    const batch = specs.map((spec) => {
      const deps = (spec.dependsOn ?? []).map((id) => prefix + id);
      const claims = spec.effects === "write" ? (spec.claims ?? []).map((c) => (c === "." ? "" : c)) : [];
      const depth = prefix.split("/").length - 1;
      const node: FullNode = {
        deps,
        dependents: [],
        rank: 0,
        depth,
        claims: [...new Set(claims)],
        spec,
        parent,
      };
      all.set(prefix + spec.id, node);
      return prefix + spec.id;
    });
    const fresh = new Map<string, FullNode>();
    for (const id of batchOrder(batch, all)) {
      const node = at(all, id);
      const known = new Map([...live, ...fresh]);
      for (const [other, writer] of [...known].reverse()) {
        if (mustWait({ id, node }, { id: other, node: writer }, known)) node.deps.push(other);
      }
      fresh.set(id, node);
      node.deps = [...new Set(node.deps)];
    }
    for (const id of batch) live.set(id, at(all, id));
  }
  for (const id of all.keys()) at(all, id).rank = getRank(id, all);
  for (const [id, node] of all) for (const dep of node.deps) at(all, dep).dependents.push(id);
  const view = (n: GraphNode) => ({
    deps: [...n.deps].sort(),
    dependents: [...n.dependents].sort(),
    rank: n.rank,
    depth: n.depth,
    claims: n.effects === "write" ? n.claims : [],
  });
  const nodes = Object.fromEntries(
    [...all].map(([id, n]) => [
      id,
      {
        deps: [...n.deps].sort(),
        dependents: n.dependents.sort(),
        rank: n.rank,
        depth: n.depth,
        claims: n.claims,
      },
    ]),
  );
  return { nodes, view };
}

function at(all: Map<string, FullNode>, id: string): FullNode {
  const node = all.get(id);
  if (node === undefined) throw new Error(`no ${id}`);
  return node;
}

/** First everything without dependencies, then whatever became free, in the order of the list. */
function batchOrder(batch: string[], all: Map<string, FullNode>): string[] {
  const order: string[] = [];
  const waiting = new Map(batch.map((id) => [id, at(all, id).deps.filter((dep) => batch.includes(dep))]));
  const queue = batch.filter((id) => waiting.get(id)?.length === 0);
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    order.push(id);
    for (const other of batch) {
      const left = waiting.get(other);
      if (left === undefined || !left.includes(id)) continue;
      left.splice(left.indexOf(id), 1);
      if (left.length === 0) queue.push(other);
    }
  }
  return order;
}

interface Named {
  id: string;
  node: FullNode;
}

function mustWait(one: Named, other: Named, live: Map<string, FullNode>): boolean {
  const clash = one.node.claims.some((a) => other.node.claims.some((b) => inside(a, b) || inside(b, a)));
  if (!clash || one.id.startsWith(`${other.id}/`)) return false;
  const graph = new Map([...live, [one.id, one.node]]);
  return (
    !reaches(`end ${other.id}`, `start ${one.id}`, graph) &&
    !reaches(`end ${one.id}`, `start ${other.id}`, graph)
  );
}

function inside(a: string, b: string): boolean {
  return b === "" || a === b || a.startsWith(`${b}/`);
}

/** Reachability over starts and ends, built anew each time. */
function reaches(from: string, to: string, graph: Map<string, FullNode>): boolean {
  const edges = new Map<string, string[]>();
  const edge = (a: string, b: string) => edges.set(a, [...(edges.get(a) ?? []), b]);
  for (const [id, node] of graph) {
    edge(`start ${id}`, `end ${id}`);
    if (node.parent !== null) {
      edge(`start ${node.parent}`, `start ${id}`);
      edge(`end ${id}`, `end ${node.parent}`);
    }
    for (const dep of node.deps) edge(`end ${dep}`, `start ${id}`);
  }
  const seen = new Set<string>();
  const stack = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    stack.push(...(edges.get(at) ?? []));
  }
  return false;
}

function getRank(id: string, all: Map<string, FullNode>): number {
  const node = at(all, id);
  const below = node.deps.map((dep) => getRank(dep, all) + 1);
  return Math.max(0, node.parent === null ? 0 : getRank(node.parent, all) + 1, ...below);
}
