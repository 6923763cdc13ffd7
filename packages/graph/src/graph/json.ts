/**
 * The JSON form of a graph: data only, keys in a fixed order, nodes in plan order. Reading it back gives an equal
 * graph; a newer version is refused.
 */
import { PRUNE_REASONS } from "@tinyagi/contracts";
import { z } from "zod";
import { PlanError } from "../errors.js";
import { agentSpecSchema } from "../plan/schema.js";
import { ClaimIndex } from "./claim-index.js";
import {
  type ChildList,
  type Graph,
  type GraphNode,
  getParentId,
  type IndexedGraph,
  IR_VERSION,
  NODE_STATUSES,
} from "./graph.js";
import { PersistentMap } from "./persistent-map.js";

const ids = z.array(z.string());
const nodeSchema = z.strictObject({
  kind: z.literal("agent"),
  specHash: z.string(),
  deps: ids,
  dependents: ids,
  rank: z.number().int().nonnegative(),
  group: z.string(),
  depth: z.number().int().nonnegative(),
  effects: z.enum(["none", "read", "write"]),
  claims: ids,
  status: z.enum(NODE_STATUSES),
  spec: agentSpecSchema,
});
const irSchema = z.strictObject({
  irVersion: z.literal(IR_VERSION),
  generation: z.number().int().nonnegative(),
  goal: z.string(),
  onFailure: z.enum(["fail-fast", "collect"]),
  nodes: z.record(z.string(), nodeSchema),
  output: ids,
  pruned: z.array(z.strictObject({ id: z.string(), reason: z.enum(PRUNE_REASONS) })),
  merged: z.array(z.strictObject({ from: z.string(), into: z.string() })),
});

/** The graph as JSON text; equal graphs give equal text. */
export function toJSON(g: Graph): string {
  return JSON.stringify(toData(g));
}

/** What {@link toJSON} writes, as plain data. */
export function toData(g: Graph): Record<string, unknown> {
  const nodes: Record<string, unknown> = {};
  for (const node of g.nodes.values()) {
    const { kind, specHash, deps, dependents, rank, group, depth, effects, claims, status, spec } = node;
    nodes[node.id] = {
      kind,
      specHash,
      deps,
      dependents,
      rank,
      group,
      depth,
      effects,
      claims,
      status,
      spec: orderSpec(spec),
    };
  }
  const { irVersion, generation, goal, onFailure, output, pruned, merged } = g;
  return { irVersion, generation, goal, onFailure, nodes, output, pruned, merged };
}

const SPEC_FIELDS = Object.keys(agentSpecSchema.shape) as (keyof GraphNode["spec"])[];

function orderSpec(spec: GraphNode["spec"]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of SPEC_FIELDS) if (spec[field] !== undefined) out[field] = spec[field];
  return out;
}

/**
 * Reads what {@link toJSON} wrote.
 * @throws PlanError when the text is no graph, is inconsistent, or is of a newer version
 */
export function fromJSON(s: string): Graph {
  const value = parseText(s);
  const version =
    typeof value === "object" && value !== null && "irVersion" in value ? value.irVersion : undefined;
  if (typeof version === "number" && version > IR_VERSION) {
    throw refuse(
      "newer_version",
      `the graph is of version ${version}, this release reads up to ${IR_VERSION}`,
      "irVersion",
    );
  }
  const parsed = irSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse("invalid", issue?.message ?? "not a graph", issue?.path.map(String).join(".") ?? "");
  }
  const entries = Object.entries(parsed.data.nodes).map(([id, node]): [string, GraphNode] => [
    id,
    { id, ...node },
  ]);
  const known = new Set(entries.map(([id]) => id));
  for (const [id, node] of entries) {
    const missing = [...node.deps, ...node.dependents, getParentId(id) ?? id].find(
      (other) => !known.has(other),
    );
    if (missing !== undefined)
      throw refuse("unknown_node", `${id} refers to ${missing}, which is not there`, `nodes.${id}`);
  }
  return indexNodes({ ...parsed.data, nodes: PersistentMap.empty<GraphNode>().with(entries) });
}

/** The graph with its indexes; one from this package has them already. */
export function indexed(graph: Graph): IndexedGraph {
  return "claimIndex" in graph ? (graph as IndexedGraph) : indexNodes(graph);
}

function indexNodes(graph: Graph): IndexedGraph {
  let claimIndex = ClaimIndex.empty();
  const children = new Map<string, ChildList>();
  for (const node of graph.nodes.values()) {
    if (node.effects === "write") claimIndex = claimIndex.with(node.id, node.claims);
    const parent = getParentId(node.id);
    if (parent !== null)
      children.set(parent, { ids: [node.id], older: children.get(parent) ?? null, line: null });
  }
  const nodes = PersistentMap.empty<GraphNode>().with(graph.nodes);
  return {
    ...graph,
    nodes,
    claimIndex,
    children: PersistentMap.empty<ChildList>().with(children),
  };
}

function parseText(s: string): unknown {
  try {
    return JSON.parse(s);
  } catch (cause) {
    throw refuse("no_json", `the text is not JSON (${cause instanceof SyntaxError ? "syntax" : "size"})`, "");
  }
}

function refuse(code: string, message: string, path: string): PlanError {
  return new PlanError([{ path, code, message }]);
}
