/**
 * A node that runs again asks for its children again. Those it already has are taken over, finished ones without
 * running; only what is new is compiled. A child asked for under a known id with other work gets a new id.
 */
import { childNode } from "@tinyagi/contracts";
import { specHash } from "../graph/hash.js";
import { guardRefs, renameGuardRefs } from "../plan/guard.js";
import { type AgentSpec, agentSpecSchema } from "../plan/schema.js";
import { NOT_NEEDED } from "./arm.js";
import type { NodeRun } from "./node-run.js";
import type { GraphRun } from "./state.js";

export interface Adoption {
  /** Children of an earlier execution, by the id asked for. */
  taken: ReadonlyMap<string, NodeRun>;
  /** Specs to compile, possibly renamed. */
  fresh: unknown;
  /** Every id asked for, to the local id that answers. */
  names: ReadonlyMap<string, string>;
  renamed: boolean;
}

/** What a node takes over that has no children yet. */
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** Names tried for one child before the spawn is left to the compiler to refuse. */
const MAX_NAMES = 100;

/** What a spawn asks for. */
interface AdoptRequest {
  specs: unknown;
  /** Whether children of this execution may be taken over, too. */
  repeat: boolean;
}

export function adopt(graph: GraphRun, parent: NodeRun, { specs: input, repeat }: AdoptRequest): Adoption {
  const none: Adoption = { taken: NOTHING, fresh: input, names: NOTHING, renamed: false };
  if (parent.children === undefined || !Array.isArray(input)) return none;
  const specs: AgentSpec[] = [];
  for (const item of input) {
    const parsed = agentSpecSchema.safeParse(item);
    if (!parsed.success) return none;
    specs.push(parsed.data);
  }
  const taken = new Map<string, NodeRun>();
  const names = new Map<string, string>();
  let renamed = false;
  const fresh: AgentSpec[] = [];
  for (const spec of dependenciesFirst(specs)) {
    const found = place(graph, parent, { spec: rename(spec, names), repeat });
    names.set(spec.id, found.spec.id);
    if (found.spec.id !== spec.id) renamed = true;
    if (found.run === undefined) fresh.push(found.spec);
    else taken.set(spec.id, found.run);
  }
  return { taken, fresh, names, renamed };
}

function place(
  graph: GraphRun,
  parent: NodeRun,
  { spec, repeat }: { spec: AgentSpec; repeat: boolean },
): { spec: AgentSpec; run?: NodeRun } {
  for (let n = 1; n <= MAX_NAMES; n++) {
    const named = n === 1 ? spec : { ...spec, id: `${spec.id}-${n}` };
    const id = childNode(parent.node.id, named.id);
    const merged = graph.parts.context.graph.merged.find((entry) => entry.from === id);
    const run = graph.runs.get(merged?.into ?? id);
    if (run?.state === "skipped" && run.why?.code === NOT_NEEDED.code) continue;
    // One that another call waits for cannot answer this one.
    if (repeat && run?.call !== undefined) continue;
    if (run === undefined || (run.parentEpoch === parent.epoch && !repeat))
      return run !== undefined && merged !== undefined ? { spec, run } : { spec: named };
    const known = merged !== undefined || graph.edited.has(id) || run.node.specHash === specHash(named);
    if (known) return { spec: named, run };
  }
  return { spec };
}

/** The spec over the names that siblings really have, in its dependencies and in its guard. */
function rename(spec: AgentSpec, names: ReadonlyMap<string, string>): AgentSpec {
  if (!waitsFor(spec).some((id) => (names.get(id) ?? id) !== id)) return spec;
  const named = (id: string) => names.get(id) ?? id;
  const { dependsOn, optionalDependsOn, when } = spec;
  return {
    ...spec,
    dependsOn: dependsOn.map(named),
    ...(optionalDependsOn && { optionalDependsOn: optionalDependsOn.map(named) }),
    ...(when && { when: renameGuardRefs(when, names) }),
  };
}

/** Ids that a spec names in its dependencies and its guard. */
function waitsFor(spec: AgentSpec): string[] {
  return spec.when === undefined ? spec.dependsOn : guardRefs(spec.when, [...spec.dependsOn]);
}

/** Specs with those they depend on before them; what is on a cycle comes last and is refused by the compiler. */
function dependenciesFirst(specs: readonly AgentSpec[]): AgentSpec[] {
  const left = new Map(specs.map((spec) => [spec.id, spec]));
  const out: AgentSpec[] = [];
  for (let before = -1; left.size > 0 && out.length > before; ) {
    before = out.length;
    for (const [id, spec] of left) {
      if (waitsFor(spec).some((ref) => left.has(ref))) continue;
      left.delete(id);
      out.push(spec);
    }
  }
  return left.size === 0 && out.length === specs.length ? out : [...specs];
}
