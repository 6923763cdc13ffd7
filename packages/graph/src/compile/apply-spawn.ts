/** Compiles a spawn into an existing graph. Work and new objects are bounded by what the spawn affects. */
import { nodeName } from "@tinyagi/contracts";
import { type Graph, type GraphDiff, type IndexedGraph, toLine } from "../graph/graph.js";
import { indexed } from "../graph/json.js";
import { resolveLimits, type SpawnLimits } from "../limits.js";
import { parseSpecs } from "../plan/parse.js";
import { Problems } from "../plan/problems.js";
import type { AgentSpec, AgentSpecInput } from "../plan/schema.js";
import { checkAdmission, spawnError } from "./admit.js";
import { type Batch, type Capabilities, createBatch } from "./batch.js";
import { type AllowedNames, allowedNames } from "./bind.js";
import { runPasses } from "./passes.js";

/** What {@link applySpawn} takes besides graph, parent and agents. */
export interface ApplySpawnOptions {
  /** The run's allow-list; without it the parent's own tools alone decide. */
  capabilities?: Capabilities;
  limits?: Partial<SpawnLimits>;
}

/** The next generation of a graph, and what it cost to get there. */
export interface SpawnApplied {
  graph: Graph;
  diff: GraphDiff;
  /** New nodes, and existing ones whose edges changed. */
  affected: string[];
  /** Nodes that are the same objects as before. */
  reused: number;
  /** Nodes the compiler looked at. */
  visited: number;
}

/** Hooks of an owner that keeps more than the graph (budget, subtree caps). */
export interface SpawnHooks {
  limits: SpawnLimits;
  allowed: AllowedNames | undefined;
  /** Adds problems once the batch is otherwise in order; last, so that it may reserve. */
  reserve?: (batch: Batch) => void;
  /** Adds problems of the owner's own rules. */
  check?: (specs: readonly AgentSpec[], problems: Problems) => void;
}

export interface SpawnCompiled extends SpawnApplied {
  graph: IndexedGraph;
  /** Local id to the global id that answers for it (a merged agent answers through another). */
  answers: ReadonlyMap<string, string>;
  specs: readonly AgentSpec[];
}

/**
 * Inserts `specs` as children of `parentId` (`<parentId>/<id>`).
 * @param g a graph from `compile`, `applySpawn` or `fromJSON`; it is not changed
 * @throws SpawnRefusedError when only rules of the tree are broken, PlanError when the specs themselves are wrong
 */
export function applySpawn(
  g: Graph,
  parentId: string,
  specs: readonly AgentSpecInput[],
  o: ApplySpawnOptions = {},
): SpawnApplied {
  const hooks = { limits: resolveLimits(o.limits), allowed: o.capabilities && allowedNames(o.capabilities) };
  const { graph, diff, affected, reused, visited } = compileSpawn(
    { graph: indexed(g), parentId, input: specs },
    hooks,
  );
  return { graph, diff, affected, reused, visited };
}

export interface SpawnInput {
  graph: IndexedGraph;
  /** `null` inserts at the top level. */
  parentId: string | null;
  input: unknown;
}

/** The transaction without side effects: an error or a complete new generation. */
export function compileSpawn(request: SpawnInput, hooks: SpawnHooks): SpawnCompiled {
  const { graph, parentId, input } = request;
  const problems = new Problems();
  const parent = parentId === null ? null : (graph.nodes.get(parentId) ?? undefined);
  if (parent === undefined) {
    problems.add({
      path: "",
      code: "unknown_parent",
      message: `there is no node ${String(parentId).slice(0, 200)}`,
    });
    throw spawnError(problems.all());
  }
  const asked = Array.isArray(input) ? input.length : 0;
  const specs = parseSpecs(input, problems);
  const line = parent === null ? null : toLine(graph, parent);
  checkAdmission({ graph, parent, line, specs, asked, limits: hooks.limits, problems });
  hooks.check?.(specs, problems);
  const batch = createBatch({ base: graph, parent, line, specs, pathBase: "", output: null, problems });
  const emitted = runPasses(batch, {
    allowed: hooks.allowed,
    fitBudget: hooks.reserve,
  });
  if (emitted === undefined) throw spawnError(problems.all());
  const changed = emitted.diff.changed.map((entry) => entry.id);
  const affected = [...emitted.diff.added, ...changed];
  return {
    ...emitted,
    affected,
    reused: graph.nodes.size - changed.length,
    visited: batch.drafts.length + batch.touched.size,
    answers: answerIds(batch),
    specs,
  };
}

function answerIds(batch: Batch): Map<string, string> {
  const answers = new Map<string, string>();
  for (const draft of batch.drafts) answers.set(draft.spec.id, draft.id);
  for (const { from, into } of batch.merged) answers.set(nodeName(from), into);
  return answers;
}
