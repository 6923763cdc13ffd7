/** The rules of the tree that a spawn must keep. Pure: facts in, problems out; nothing is inserted here. */
import {
  PlanError,
  type PlanProblem,
  SPAWN_REFUSALS,
  type SpawnRefusal,
  SpawnRefusedError,
} from "../errors.js";
import type { GraphNode, IndexedGraph, Line } from "../graph/graph.js";
import { sameTask, taskHash } from "../graph/hash.js";
import type { SpawnLimits } from "../limits.js";
import type { Problems } from "../plan/problems.js";
import type { AgentSpec } from "../plan/schema.js";

export interface Admission {
  graph: IndexedGraph;
  parent: GraphNode | null;
  /** The parent and its ancestors. */
  line: Line | null;
  specs: readonly AgentSpec[];
  /** Agents asked for, also those whose spec has a problem of its own. */
  asked: number;
  limits: SpawnLimits;
  problems: Problems;
}

/** Depth, total, fan-out, duplicates of an ancestor, and the right to spawn. */
export function checkAdmission(input: Admission): void {
  const { graph, parent, line, specs, asked, limits, problems } = input;
  const depth = parent === null ? 0 : parent.depth + 1;
  if (depth > limits.maxDepth) {
    problems.add({
      path: "",
      code: "depth",
      message: `depth ${depth} is beyond the limit of ${limits.maxDepth}`,
    });
  }
  if (graph.nodes.size + asked > limits.maxTotal) {
    const message = `${graph.nodes.size} agents and ${asked} more are beyond the limit of ${limits.maxTotal}`;
    problems.add({ path: "", code: "total", message });
  }
  if (asked > limits.maxFanOut) {
    problems.add({
      path: "",
      code: "fan_out",
      message: `${asked} agents at once, the limit is ${limits.maxFanOut}`,
    });
  }
  if (parent === null) return;
  if (!parent.spec.canSpawn) {
    problems.add({ path: "", code: "tools", message: `${parent.id} may not spawn: its canSpawn is false` });
  }
  specs.forEach((spec, i) => {
    const twin = ancestorWithTask(line, spec);
    if (twin === undefined) return;
    const message = `${spec.id} would do the task its ancestor ${twin} already has`;
    problems.add({ path: `[${i}].prompt`, code: "duplicate_delegation", message });
  });
}

/** Hashes decide nearly always; equal ones are confirmed by the texts. */
function ancestorWithTask(line: Line | null, spec: AgentSpec): string | undefined {
  const task = taskHash(spec);
  for (let at = line; at !== null; at = at.up) {
    if (at.task === task && sameTask(at.spec, spec)) return at.id;
  }
  return undefined;
}

/** One error for a spawn: a refusal when only rules of the tree are broken, a plan error when the plan itself is wrong. */
export function spawnError(problems: readonly PlanProblem[]): PlanError | SpawnRefusedError {
  const codes = new Set(problems.map((problem) => problem.code));
  const reason = SPAWN_REFUSALS.find((refusal) => codes.has(refusal));
  const onlyRefusals = problems.every((problem) => SPAWN_REFUSALS.includes(problem.code as SpawnRefusal));
  return reason !== undefined && onlyRefusals
    ? new SpawnRefusedError(reason, problems)
    : new PlanError(problems);
}
