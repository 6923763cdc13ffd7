/** What a node has to work with: the outputs of the nodes it depends on. */
import { childNode } from "@tinyagi/contracts";
import { getParentId } from "../graph/graph.js";
import { guardRefs } from "../plan/guard.js";
import { isFreeSkip, type NodeRun } from "./node-run.js";
import type { GraphRun } from "./state.js";

const NO_RESULTS: ReadonlyMap<string, unknown> = new Map();

/** Outputs of completed dependencies by the id the spec names, in the order it names them. */
export function dependencyResults(graph: GraphRun, run: NodeRun): ReadonlyMap<string, unknown> {
  const { spec } = run.node;
  if (spec.dependsOn.length === 0 && spec.when === undefined) return NO_RESULTS;
  const results = new Map<string, unknown>();
  const names = spec.when === undefined ? spec.dependsOn : [...spec.dependsOn, ...guardRefs(spec.when)];
  for (const local of names) {
    const dep = dependency(graph, run, local);
    if (dep?.state === "completed") results.set(local, dep.output);
  }
  for (const [asked, name] of run.renamed ?? []) {
    if (asked !== name && results.has(name)) results.set(asked, results.get(name));
  }
  return results;
}

/**
 * Whether guards skipped everything the node was to work with. A dependency that is optional, or that the node's own
 * guard looks at, is one it can do without.
 */
export function lacksInput(graph: GraphRun, run: NodeRun): boolean {
  const { dependsOn, optionalDependsOn = [], when } = run.node.spec;
  if (dependsOn.length === 0) return false;
  const refs = when === undefined ? [] : guardRefs(when);
  return dependsOn.every((local) => {
    if (optionalDependsOn.includes(local) || refs.includes(local)) return false;
    const dep = dependency(graph, run, local);
    // One that is not in the run was taken out by the compiler because its guard can never hold.
    return dep === undefined || isFreeSkip(dep);
  });
}

/** The run that answers for a dependency, also when the compiler merged it into another. */
function dependency(graph: GraphRun, run: NodeRun, local: string): NodeRun | undefined {
  const parent = getParentId(run.node.id);
  const id = parent === null ? local : childNode(parent, local);
  const dep = graph.runs.get(id);
  const { merged } = graph.parts.context.graph;
  if (dep !== undefined || merged.length === 0) return dep;
  const into = merged.find((entry) => entry.from === id)?.into;
  return into === undefined ? undefined : graph.runs.get(into);
}
