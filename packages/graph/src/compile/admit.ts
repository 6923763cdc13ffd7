/** The rules of the tree that a spawn must keep. Pure: facts in, problems out; nothing is inserted here. */
import {
  PlanError,
  type PlanProblem,
  SPAWN_REFUSALS,
  type SpawnRefusal,
  SpawnRefusedError,
} from "../errors.js";
import { type GraphNode, type IndexedGraph, parentIdOf } from "../graph/graph.js";
import { taskKey } from "../graph/hash.js";
import type { SpawnLimits } from "../limits.js";
import type { Problems } from "../plan/problems.js";
import type { AgentSpec } from "../plan/schema.js";

export interface Admission {
  graph: IndexedGraph;
  parent: GraphNode | null;
  specs: readonly AgentSpec[];
  /** Agents asked for, also those whose spec has a problem of its own. */
  asked: number;
  limits: SpawnLimits;
  problems: Problems;
}

/** Depth, total, fan-out, duplicates of an ancestor, and the right to spawn. */
export function checkAdmission(input: Admission): void {
  const { graph, parent, specs, asked, limits, problems } = input;
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
  const path = ancestorTasks(graph, parent);
  for (const spec of specs) {
    const task = taskKey(spec);
    const twin = path.find((ancestor) => ancestor.task === task);
    if (twin === undefined) continue;
    const message = `${spec.id} would do the task its ancestor ${twin.id} already has`;
    problems.add({ path: `[${specs.indexOf(spec)}].prompt`, code: "duplicate_delegation", message });
  }
}

/** A list, not a map: paths are short, and prompts of different length need no hashing to differ. */
function ancestorTasks(graph: IndexedGraph, parent: GraphNode): { id: string; task: string }[] {
  const tasks: { id: string; task: string }[] = [];
  for (let node: GraphNode | undefined = parent; node !== undefined; ) {
    let task = graph.tasks.get(node.spec);
    if (task === undefined) {
      task = taskKey(node.spec);
      graph.tasks.set(node.spec, task);
    }
    tasks.push({ id: node.id, task });
    const up = parentIdOf(node.id);
    node = up === null ? undefined : graph.nodes.get(up);
  }
  return tasks;
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
