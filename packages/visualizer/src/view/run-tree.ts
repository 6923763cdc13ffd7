/** The tree of a conversation's runs, with the sub-agents that have no run yet. Pure. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Answers, Run } from "../state/answers.js";
import type { Marks, State } from "../text/marks.js";
import { endState, isLive } from "./work.js";

export interface TreeNode {
  readonly id: string;
  /** Lines before it, such as `│ ├ `. */
  readonly lead: string;
  readonly state: State;
  readonly task: string;
  readonly agent: string;
  readonly run: Run | undefined;
  readonly nodeId: string | undefined;
  /** Why it failed, below it. */
  readonly error: string;
  readonly hasChildren: boolean;
}

/** Deeper nodes are drawn at this depth. */
const DEEPEST = 12;

export interface TreeFacts {
  readonly runs: readonly Run[];
  readonly graph: Answers["graph"] | undefined;
  /** Runs that wait for a person. */
  readonly asked: ReadonlySet<string>;
  readonly paused: ReadonlySet<string>;
}

interface Branch {
  readonly id: string;
  readonly run: Run | undefined;
  readonly node:
    | { readonly id: string; readonly state: State; readonly task: string; readonly agent: string }
    | undefined;
}

/** Parents before their children, oldest first. */
export function treeNodes(facts: TreeFacts, marks: Marks): TreeNode[] {
  const below = branchesByParent(facts);
  const nodes: TreeNode[] = [];
  const visit = (branch: Branch, place: { lead: string; own: string; depth: number }): void => {
    const children = below.get(branch.id) ?? [];
    nodes.push(nodeOf(branch, { lead: place.lead + place.own, hasChildren: children.length > 0, facts }));
    const blank = " ".repeat(marks.trunk.length);
    const under = place.own === "" ? "" : place.own === marks.lastBranch ? blank : marks.trunk;
    const lead = place.depth >= DEEPEST ? place.lead : place.lead + under;
    for (const [at, child] of children.entries())
      visit(child, {
        lead,
        own: at === children.length - 1 ? marks.lastBranch : marks.branch,
        depth: place.depth + 1,
      });
  };
  for (const root of below.get("") ?? []) visit(root, { lead: "", own: "", depth: 0 });
  return nodes;
}

/** A sub-agent that has runs is drawn by its newest one. */
function branchesByParent({ runs, graph }: TreeFacts): ReadonlyMap<string, Branch[]> {
  const known = new Set(runs.map(({ runId }) => runId));
  const runOfNode = new Map<string, string>();
  for (const { node, runId } of runs)
    if (node !== undefined && !runOfNode.has(node.nodeId)) runOfNode.set(node.nodeId, runId);
  const below = new Map<string, Branch[]>();
  const add = (parent: string, branch: Branch): void => {
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [branch]);
    else siblings.push(branch);
  };
  for (const run of runs.toReversed()) {
    const parent = run.parentRunId !== null && known.has(run.parentRunId) ? run.parentRunId : "";
    add(parent, { id: run.runId, run, node: undefined });
  }
  for (const [id, node] of Object.entries(graph?.nodes ?? {})) {
    if (id === "root" || runOfNode.has(id)) continue;
    const above = id.slice(0, Math.max(0, id.lastIndexOf("/")));
    // The root's own work is a run without a node.
    const parent = runOfNode.get(above) ?? rootOf(runs) ?? "";
    const state = node.isShared || node.state === "completed" ? "done" : stateOfNode(node.state);
    add(parent, {
      id: `node:${id}`,
      run: undefined,
      node: { id, state, task: node.spec.prompt, agent: node.spec.agent ?? "" },
    });
  }
  return below;
}

function rootOf(runs: readonly Run[]): string | undefined {
  return runs.findLast(({ parentRunId }) => parentRunId === null)?.runId;
}

function stateOfNode(state: string): State {
  if (state === "running") return "running";
  return state === "pending" ? "held" : state === "skipped" ? "idle" : "failed";
}

function nodeOf(
  { id, run, node }: Branch,
  more: { lead: string; hasChildren: boolean; facts: TreeFacts },
): TreeNode {
  const { lead, hasChildren, facts } = more;
  if (run === undefined) {
    const { state = "held", task = "", agent = "" } = node ?? {};
    return { id, lead, hasChildren, state, task: cleanLine(task), agent, run, nodeId: node?.id, error: "" };
  }
  return {
    ...{ id, lead, hasChildren, run, agent: run.agent, nodeId: run.node?.nodeId },
    state: stateOf(run, facts),
    task: cleanLine(run.task),
    error: run.status === "failed" ? cleanLine(run.error?.message ?? "") : "",
  };
}

function stateOf(run: Run, { asked, paused }: TreeFacts): State {
  if (!isLive(run)) return endState(run);
  if (asked.has(run.runId)) return "waits";
  return paused.has(run.runId) ? "held" : "running";
}
