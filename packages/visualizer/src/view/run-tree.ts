/**
 * The tree of a conversation's work: one node for each message with all its attempts, or for a sub-agent that has not
 * begun, below the work that started it, as in TinyOffice. Pure.
 */
import { addUsage, type GraphNodeView, nodeParent, type Usage } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Answers, LaneMessage, Run } from "../state/answers.js";
import { joinsLine } from "../text/joins-line.js";
import type { Marks, State } from "../text/marks.js";
import { taskLine } from "../text/task-line.js";
import { endState, isLive, lastPart, startOf, stateWord, waitWords } from "./work.js";

export interface TreeNode {
  readonly id: string;
  /** Lines before it, such as `│ ├ `. */
  readonly lead: string;
  /** The same before a further line of it. */
  readonly leadBelow: string;
  readonly state: State;
  /** Its state in a word. */
  readonly word: string;
  readonly task: string;
  /** Who works on it: an agent, or a sub-agent by the name that its parent gave it. */
  readonly name: string;
  readonly agent: string;
  /** The newest attempt. */
  readonly run: Run | undefined;
  /** The sub-agent in its graph, such as `root/check`. */
  readonly nodeId: string | undefined;
  /** Why it failed, or what it waits for. */
  readonly below: string;
  readonly hasChildren: boolean;
  /** Of its first attempt; undefined before. */
  readonly startedAt: number | undefined;
  /** Undefined while it works, or waits for its sub-agents. */
  readonly endedAt: number | undefined;
  /** Of all attempts. */
  readonly usage: Usage;
  /** With all work below it. */
  readonly total: Usage;
}

/** Deeper nodes are drawn at this depth. */
const DEEPEST = 12;

export interface TreeFacts {
  readonly runs: readonly Run[];
  readonly graph: Answers["graph"] | undefined;
  /** What waits or works in this conversation. */
  readonly messages: readonly LaneMessage[];
  /** Runs that wait for a person. */
  readonly asked: ReadonlySet<string>;
  readonly now: number;
}

interface Piece {
  readonly id: string;
  readonly nodeId: string | undefined;
  readonly parent: string;
  /** Oldest first. */
  readonly attempts: readonly Run[];
  readonly node: GraphNodeView | undefined;
  readonly message: LaneMessage | undefined;
}

type Below = ReadonlyMap<string, readonly Piece[]>;

/** Parents before their children, oldest first. */
export function treeNodes(facts: TreeFacts, marks: Marks): TreeNode[] {
  const below = byParent(piecesOf(facts));
  const nodes: TreeNode[] = [];
  const visit = (piece: Piece, place: { lead: string; own: string; depth: number }): Usage => {
    const children = below.get(piece.id) ?? [];
    const at = nodes.length;
    const blank = " ".repeat(marks.trunk.length);
    const under = place.own === "" ? "" : place.own === marks.lastBranch ? blank : marks.trunk;
    const lead = place.depth >= DEEPEST ? place.lead : place.lead + under;
    const leads = {
      lead: place.lead + place.own,
      leadBelow: lead + (children.length > 0 ? marks.trunk : blank),
    };
    const node = { ...nodeOf(piece, facts), ...leads, hasChildren: children.length > 0 };
    nodes.push(node);
    let total = node.usage;
    for (const [index, child] of children.entries()) {
      const own = index === children.length - 1 ? marks.lastBranch : marks.branch;
      total = addUsage(total, visit(child, { lead, own, depth: place.depth + 1 }));
    }
    nodes[at] = { ...node, total };
    return total;
  };
  for (const root of below.get("") ?? []) visit(root, { lead: "", own: "", depth: 0 });
  return nodes;
}

function piecesOf({ runs, graph, messages }: TreeFacts): Piece[] {
  const attempts = new Map<string, Run[]>();
  const pieceOfRun = new Map<string, string>();
  for (const run of runs.toReversed()) {
    const id = idOfRun(run);
    pieceOfRun.set(run.runId, id);
    const list = attempts.get(id);
    if (list === undefined) attempts.set(id, [run]);
    else list.push(run);
  }
  const messageOf = new Map(messages.map((message) => [message.id, message]));
  const begun = [...attempts].map(([id, list]): Piece => {
    // A message that was continued has the run before as its parent: that is the same piece of work.
    const parent = list
      .map(({ parentRunId }) => (parentRunId === null ? undefined : pieceOfRun.get(parentRunId)))
      .findLast((above) => above !== undefined && above !== id);
    const rows = new Set(list.map(({ messageRowId }) => messageRowId));
    const message = [...rows].map((row) => messageOf.get(row)).find((one) => one !== undefined);
    for (const row of rows) messageOf.delete(row);
    return {
      id,
      nodeId: list[0]?.node?.nodeId,
      parent: parent ?? "",
      attempts: list,
      node: nodeOfRun(list[0], graph),
      message,
    };
  });
  const known = new Set(begun.map(({ id }) => id));
  const graphId = graph?.graphId ?? "";
  const planned = Object.entries(graph?.nodes ?? {}).flatMap(([nodeId, node]): Piece[] => {
    const id = idOfNode({ graphId, nodeId });
    const parent = idOfNode({ graphId, nodeId: nodeParent(nodeId) ?? "" });
    return known.has(id) ? [] : [{ id, nodeId, parent, attempts: [], node, message: undefined }];
  });
  const all = [...inPlan(begun, graph), ...planned];
  const agents = new Map(
    begun.flatMap(({ id, attempts: [run] }) => (run === undefined ? [] : [[run.agent, id]])),
  );
  const waiting = [...messageOf.values()]
    // The engine queues a sub-agent before its run: it is in the plan already.
    .filter(({ kind }) => kind !== "node")
    .map((message): Piece => {
      const parent = message.fromAgent === null ? "" : (agents.get(message.fromAgent) ?? "");
      const id = `message:${message.id}`;
      return { id, nodeId: undefined, parent, attempts: [], node: undefined, message };
    });
  return [...all, ...waiting];
}

function idOfRun({ node, messageRowId }: Run): string {
  return node === undefined ? `message:${messageRowId}` : idOfNode(node);
}

function idOfNode({ graphId, nodeId }: { graphId: string; nodeId: string }): string {
  return `node:${graphId}:${nodeId}`;
}

function nodeOfRun(run: Run | undefined, graph: Answers["graph"] | undefined): GraphNodeView | undefined {
  return run?.node === undefined || run.node.graphId !== graph?.graphId
    ? undefined
    : graph.nodes[run.node.nodeId];
}

/** Sub-agents that began together are in the order of their plan. */
function inPlan(pieces: readonly Piece[], graph: Answers["graph"] | undefined): Piece[] {
  const graphId = graph?.graphId ?? "";
  const ids = Object.keys(graph?.nodes ?? {});
  const order = new Map(ids.map((nodeId, at) => [idOfNode({ graphId, nodeId }), at]));
  return [...pieces].sort((a, b) => (order.get(a.id) ?? -1) - (order.get(b.id) ?? -1));
}

function byParent(pieces: readonly Piece[]): Below {
  const known = new Set(pieces.map(({ id }) => id));
  const below = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const parent = known.has(piece.parent) ? piece.parent : "";
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [piece]);
    else siblings.push(piece);
  }
  return below;
}

function nodeOf(
  { id, nodeId, attempts, node, message }: Piece,
  facts: TreeFacts,
): Omit<TreeNode, "lead" | "leadBelow" | "hasChildren"> {
  const run = attempts.at(-1);
  const [first] = attempts;
  const agent = run?.agent ?? node?.spec.agent ?? message?.agent ?? "";
  const isOpen = run === undefined || isLive(run) || message !== undefined;
  const attempt = run !== undefined && run.attempt > 1 ? ` (attempt ${run.attempt})` : "";
  const joins = joinsLine(run?.joins ?? message?.joins);
  const task = joins ?? run?.task ?? node?.spec.prompt ?? message?.preview ?? "";
  return {
    ...{ id, agent, run },
    ...stateOf({ run, node, message }, facts),
    name: nodeId !== undefined && nodeParent(nodeId) !== undefined ? lastPart(nodeId) : agent,
    task: `${taskLine(task)}${attempt}`,
    nodeId,
    startedAt: first === undefined ? undefined : startOf(first),
    endedAt: isOpen ? undefined : (run.finishedAt ?? undefined),
    usage: attempts.reduce((sum: Usage, { usage }) => addUsage(sum, usage), {}),
    total: {},
  };
}

type Shown = Pick<TreeNode, "state" | "word" | "below">;

function stateOf(
  { run, node, message }: Pick<TreeNode, "run"> & Pick<Piece, "node" | "message">,
  { asked, now }: TreeFacts,
): Shown {
  const shown = (state: State, below = "", word: string = state): Shown => ({ state, word, below });
  if (run !== undefined && asked.has(run.runId)) return shown("waits");
  if (run !== undefined && isLive(run)) return shown(message?.waitsFor === "paused" ? "held" : "running");
  const error = run?.status === "failed" ? cleanLine(run.error?.message ?? "") : "";
  // It goes on: its sub-agents work for it.
  if (message?.waitsFor === "sub_agents") return shown("running");
  if (message !== undefined && message.status === "pending")
    return shown("held", [waitWords(message, now), error].filter((text) => text !== "").join(": "));
  if (run !== undefined) return shown(endState(run), error, stateWord(run));
  return node === undefined ? shown("held") : stateOfNode(node.state);

  function stateOfNode(state: GraphNodeView["state"]): Shown {
    if (state === "completed") return shown("done");
    if (state === "running" || state === "failed") return shown(state);
    return shown("held", "", state === "pending" ? "held" : state);
  }
}
