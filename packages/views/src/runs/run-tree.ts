/**
 * The tree of a conversation's work, the same on every screen: one row for each piece of work, which is a message with all
 * its attempts, or a sub-agent that has not begun, below the work that started it. Pure.
 */
import {
  addUsage,
  type GraphNodeState,
  type MessageState,
  nodeName,
  nodeParent,
  type RunState,
  type Usage,
  type WorkState,
} from "@tinyagi/contracts";
import { groupBy } from "./group-by.js";
import type { WaitFacts } from "./wait.js";
import { isLiveRun, isOpenWork, workState } from "./work-state.js";

/** A run, as the tree needs it. Answers of the API have more. */
export interface TreeRun {
  readonly runId: string;
  readonly parentRunId: string | null;
  readonly messageRowId: number;
  readonly agent: string;
  readonly status: RunState;
  readonly error?: { readonly message: string } | null;
  readonly usage: Usage;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly node?: { readonly graphId: string; readonly nodeId: string } | undefined;
  /** The beginning of the message that it works on. */
  readonly task?: string;
  readonly title?: string | undefined;
  readonly joins?: readonly string[] | null;
}

/** A sub-agent in a graph. */
export interface TreeGraphNode {
  readonly state: GraphNodeState;
  readonly deps: readonly string[];
  readonly spec: { readonly prompt: string; readonly agent?: string | undefined };
}

/** A message, open or ended: as a lane of the queue or a conversation has it. */
export interface TreeMessage extends WaitFacts {
  readonly id: number;
  readonly agent: string;
  readonly status: MessageState;
  readonly fromAgent?: string | null;
  /** The sub-agent that works on it. */
  readonly node?: string | undefined;
  readonly title?: string | undefined;
  readonly text?: string;
  readonly preview?: string;
  readonly joins?: readonly string[] | null;
}

/** What is known of the work of one conversation. */
export interface TreeFacts<R extends TreeRun = TreeRun> {
  /** In any order. */
  readonly runs: readonly R[];
  readonly graph?:
    | { readonly graphId: string; readonly nodes: Readonly<Record<string, TreeGraphNode>> }
    | undefined;
  readonly messages?: readonly TreeMessage[];
  /** Runs that wait for a person. */
  readonly asking?: ReadonlySet<string>;
}

/** From the start of the first attempt to the end of the work, with everything below it. */
export interface WorkTime {
  readonly since: number;
  /** `now` while it goes on. */
  readonly until: "now" | number;
}

/** What a piece of work is about: its text, or whose answers it joins. */
export interface WorkTitle {
  /** As the daemon calls it. Absent in answers of earlier releases. */
  readonly title?: string | undefined;
  readonly text: string;
  readonly joins: readonly string[] | null;
}

/** One piece of work. */
export interface WorkNode<R extends TreeRun = TreeRun> {
  /** The sub-agent's id, such as `root/check`, else `message-12`. */
  readonly key: string;
  /** The key of the work that started it. */
  readonly parent: string | undefined;
  /** The sub-agent's id in the graph. */
  readonly nodeId: string | undefined;
  readonly agent: string;
  /** Who works on it: the name that its parent gave a sub-agent, else the agent. */
  readonly name: string;
  readonly title: WorkTitle;
  /** Oldest first. */
  readonly attempts: readonly R[];
  /** The newest attempt; undefined before the first. */
  readonly run: R | undefined;
  readonly message: TreeMessage | undefined;
  readonly state: WorkState;
  /** Why its newest attempt failed; empty while it runs again. */
  readonly error: string;
  /** Undefined before its first attempt, and when its end is not known. */
  readonly time: WorkTime | undefined;
  /** Of all attempts. */
  readonly own: Usage;
  /** With all work below it, as far as it is known. */
  readonly total: Usage;
  /** Keys of the sub-agents whose results it needs. */
  readonly needs: readonly string[];
  readonly depth: number;
  /** For each level above: whether its line continues below this row. */
  readonly rails: readonly boolean[];
  readonly hasChildren: boolean;
}

/** What is known of a piece of work without its place in the tree. */
interface Piece<R extends TreeRun> {
  readonly key: string;
  readonly parent: string | undefined;
  readonly nodeId: string | undefined;
  readonly attempts: readonly R[];
  readonly node: TreeGraphNode | undefined;
  readonly message: TreeMessage | undefined;
}

/** What a piece and everything below it sum up to. */
interface Sum {
  readonly state: WorkState;
  readonly own: Usage;
  readonly total: Usage;
  readonly end: number | undefined;
}

/** The rows of the tree: parents before their children, oldest first; sub-agents in the order of their plan. */
export function runTree<R extends TreeRun>(facts: TreeFacts<R>): WorkNode<R>[] {
  const rows = inTree(inPlan(toPieces(facts), facts));
  const sums = computeSums(rows, facts.asking ?? new Set());
  return rows.map((row) => nodeOf(row, sums.get(row.piece.key)));
}

function toPieces<R extends TreeRun>(facts: TreeFacts<R>): Piece<R>[] {
  const { graph, messages = [] } = facts;
  const attempts = groupBy(inOrder(facts.runs), (run) => keyOfRun(run, graph?.graphId));
  const runOf = new Map(facts.runs.map((run) => [run.runId, run]));
  const askers = mapAskers(messages);
  const keyOfMessage = new Map(
    [...attempts].flatMap(([key, runs]) => runs.map((run): [number, string] => [run.messageRowId, key])),
  );
  const toKey = (message: number) => keyOfMessage.get(message) ?? `message-${message}`;
  const above = (key: string, runs: readonly R[], isOlder: boolean): string | undefined =>
    runs
      .flatMap(({ messageRowId, parentRunId }) => {
        const parent = runOf.get(parentRunId ?? "");
        const isAbove = parent !== undefined && (!isOlder || parent.messageRowId < messageRowId);
        return isAbove ? [keyOfRun(parent, graph?.graphId)] : [];
      })
      // A message that was continued has its run before as its parent: that is the same piece of work.
      .findLast((one) => one !== key);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const begun = [...attempts].map(([key, runs]): Piece<R> => {
    const ids = new Set(runs.map(({ messageRowId }) => messageRowId));
    const own = [...ids].flatMap((id) => byId.get(id) ?? []);
    for (const id of ids) byId.delete(id);
    const asker = own.map(({ id }) => askers.get(id)).find((id) => id !== undefined);
    return {
      key,
      // Two agents that ask each other make no circle: who asked first has the older message.
      parent: above(key, runs, true) ?? (asker === undefined ? above(key, runs, false) : toKey(asker)),
      nodeId: graph?.nodes[key] === undefined ? runs[0]?.node?.nodeId : key,
      attempts: runs,
      node: graph?.nodes[key],
      message: own.find(({ status }) => status === "pending" || status === "processing") ?? own.at(-1),
    };
  });
  const waiting = [...byId.values()].map((message): Piece<R> => {
    const { id, node: nodeId } = message;
    const asker = askers.get(id);
    const node = graph?.nodes[nodeId ?? ""];
    const common = { nodeId, message, attempts: [], node };
    // Another graph of the conversation may have a sub-agent of the same name.
    if (node === undefined || nodeId === undefined)
      return { ...common, key: `message-${id}`, parent: asker === undefined ? undefined : toKey(asker) };
    // Its graph knows who asked; the last message of that agent may be another sub-agent's.
    return { ...common, key: nodeId, parent: nodeParent(nodeId) };
  });
  const known = new Set([...begun, ...waiting].map(({ key }) => key));
  const planned = Object.entries(graph?.nodes ?? {})
    .filter(([id]) => !known.has(id))
    .map(
      ([id, node]): Piece<R> => ({
        key: id,
        parent: nodeParent(id),
        nodeId: id,
        node,
        attempts: [],
        message: undefined,
      }),
    );
  return [...begun, ...waiting, ...planned];
}

/** Oldest first. Of runs that began together, those of the older message; lists of the API are newest first. */
function inOrder<R extends TreeRun>(runs: readonly R[]): R[] {
  return runs.toReversed().sort((a, b) => a.createdAt - b.createdAt || a.messageRowId - b.messageRowId);
}

function keyOfRun({ node, messageRowId }: TreeRun, graphId: string | undefined): string {
  return node !== undefined && node.graphId === graphId ? node.nodeId : `message-${messageRowId}`;
}

/** Which message asked for another one that no run has worked on: the last one of the agent that wrote it. */
function mapAskers(messages: readonly TreeMessage[]): ReadonlyMap<number, number> {
  const askers = new Map<number, number>();
  const lastOf = new Map<string, number>();
  // A message is younger than the one that asked for it, so the tree has no circles.
  for (const { id, agent, fromAgent } of messages.toSorted((a, b) => a.id - b.id)) {
    const asker = lastOf.get(fromAgent ?? "");
    if (asker !== undefined) askers.set(id, asker);
    lastOf.set(agent, id);
  }
  return askers;
}

function inPlan<R extends TreeRun>(pieces: readonly Piece<R>[], { graph }: TreeFacts<R>): Piece<R>[] {
  const planned = new Map(Object.keys(graph?.nodes ?? {}).map((id, at) => [id, at]));
  const place = ({ key }: Piece<R>): number => planned.get(key) ?? -1;
  return pieces.toSorted((a, b) => place(a) - place(b));
}

interface Placed<R extends TreeRun> {
  readonly piece: Piece<R>;
  readonly rails: readonly boolean[];
  readonly hasChildren: boolean;
}

/** With a list of what is still to do instead of recursion: a plan may be deep. */
function inTree<R extends TreeRun>(pieces: readonly Piece<R>[]): Placed<R>[] {
  const keys = new Set(pieces.map(({ key }) => key));
  const below = groupBy(pieces, ({ parent }) => (parent !== undefined && keys.has(parent) ? parent : ""));
  const rows: Placed<R>[] = [];
  const open: { piece: Piece<R>; rails: readonly boolean[] }[] = [];
  const push = (parent: string, rails: readonly boolean[]): void => {
    const children = below.get(parent) ?? [];
    for (const [index, piece] of [...children.entries()].toReversed())
      open.push({ piece, rails: parent === "" ? [] : [...rails, index < children.length - 1] });
  };
  push("", []);
  const placed = new Set<string>();
  const place = (): void => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (placed.has(next.piece.key)) continue;
      placed.add(next.piece.key);
      rows.push({ ...next, hasChildren: below.has(next.piece.key) });
      push(next.piece.key, next.rails);
    }
  };
  place();
  // What asks in a circle is below nothing, and is shown all the same.
  for (const piece of pieces) {
    if (placed.has(piece.key)) continue;
    open.push({ piece, rails: [] });
    place();
  }
  return rows;
}

/** From the last row to the first, so that what is below a row is known when its turn comes. */
function computeSums<R extends TreeRun>(
  rows: readonly Placed<R>[],
  asking: ReadonlySet<string>,
): ReadonlyMap<string, Sum> {
  const below = new Map<string, Sum[]>();
  const sums = new Map<string, Sum>();
  for (const { piece } of rows.toReversed()) {
    const { attempts, node, message } = piece;
    const children = below.get(piece.key) ?? [];
    const state = workState({
      run: attempts.at(-1)?.status,
      node: node?.state,
      message,
      asks: attempts.some(({ runId }) => asking.has(runId)),
      goesOnBelow: children.some((child) => isOpenWork(child.state)),
    });
    const own = attempts.reduce((sum: Usage, { usage }) => addUsage(sum, usage), {});
    const ends = [attempts.at(-1)?.finishedAt ?? undefined, ...children.map(({ end }) => end)];
    const sum: Sum = {
      state,
      own,
      total: children.reduce((total, child) => addUsage(total, child.total), own),
      end: ends.reduce((last, end) => (end === undefined ? last : Math.max(last ?? end, end)), undefined),
    };
    sums.set(piece.key, sum);
    if (piece.parent === undefined) continue;
    const siblings = below.get(piece.parent);
    if (siblings === undefined) below.set(piece.parent, [sum]);
    else siblings.push(sum);
  }
  return sums;
}

function nodeOf<R extends TreeRun>(
  { piece, rails, hasChildren }: Placed<R>,
  sum: Sum = { state: "not_started", own: {}, total: {}, end: undefined },
): WorkNode<R> {
  const { key, parent, nodeId, attempts, node, message } = piece;
  const run = attempts.at(-1);
  const agent = run?.agent ?? message?.agent ?? node?.spec.agent ?? nodeName(key);
  const isSubAgent = nodeId !== undefined && nodeParent(nodeId) !== undefined;
  return {
    key,
    parent,
    nodeId,
    agent,
    attempts,
    run,
    message,
    rails,
    hasChildren,
    name: isSubAgent ? nodeName(nodeId) : agent,
    title: toTitle(piece),
    state: sum.state,
    error: run !== undefined && isLiveRun(run.status) ? "" : toError(piece),
    time: timeOf(attempts[0], sum),
    own: sum.own,
    total: sum.total,
    needs: node?.deps ?? [],
    depth: rails.length,
  };
}

function toTitle<R extends TreeRun>({ attempts, node, message }: Piece<R>): WorkTitle {
  const run = attempts.at(-1);
  return {
    title: run?.title ?? message?.title,
    text: run?.task || node?.spec.prompt || message?.text || message?.preview || "",
    joins: run?.joins ?? message?.joins ?? null,
  };
}

function toError<R extends TreeRun>({ attempts, message }: Piece<R>): string {
  const { error } = message ?? {};
  return attempts.at(-1)?.error?.message ?? (typeof error === "string" ? error : (error?.message ?? ""));
}

function timeOf(first: TreeRun | undefined, { state, end }: Sum): WorkTime | undefined {
  const until = isOpenWork(state) ? "now" : end;
  if (first === undefined || until === undefined) return undefined;
  return { since: first.startedAt ?? first.createdAt, until };
}
