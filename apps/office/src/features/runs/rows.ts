/**
 * The rows of a run's page: one for each piece of work (a message with all its attempts, or a part of the graph that has
 * not begun), each below the work that started it. Tree, timeline and graph show the same rows. Pure.
 */
import type { RunGraph } from "@tinyagi/contracts";
import { titleOf } from "../../lib/format/title";
import { groupBy } from "../../lib/group-by";
import type { Run } from "../../lib/queries";
import { partShown, runShown, type Shown } from "./states";

export interface Row {
  /** In the address: the part of the graph, else the message. */
  key: string;
  /** The newest attempt; undefined for a part that has not begun. */
  run: Run | undefined;
  /** Older attempts, oldest first. */
  attempts: readonly Run[];
  /** The part of the graph, such as `root/check`. */
  node: string | undefined;
  agent: string;
  title: string;
  shown: Shown;
  depth: number;
  /** For each level above: whether its line continues below this row. */
  rails: readonly boolean[];
  /** Keys of the rows whose results it needs, or of the one that started it. */
  needs: readonly string[];
}

interface Draft extends Omit<Row, "depth" | "rails"> {
  parent: string | undefined;
}

/** @param runs all runs of the tree, in any order @param waiting runs that wait for a person */
export function rowsOf(
  runs: readonly Run[],
  graph: RunGraph | undefined,
  waiting: ReadonlySet<string>,
): Row[] {
  const drafts = new Map<string, Draft>();
  const keyOfRun = new Map<string, string>();
  const groups = groupBy(
    [...runs].sort((a, b) => a.createdAt - b.createdAt),
    (run) => keyOf(run, graph),
  );
  for (const [key, attempts] of groups) for (const { runId } of attempts) keyOfRun.set(runId, key);
  for (const [key, attempts] of groups) {
    const draft = draftOf(key, attempts, { graph, waiting, keyOfRun });
    if (draft !== undefined) drafts.set(key, draft);
  }
  for (const [node, view] of Object.entries(graph?.nodes ?? {}))
    if (!drafts.has(node)) drafts.set(node, unstarted(node, view));
  // Parts that began in the same millisecond stand as in their plan.
  const planned = new Map(Object.keys(graph?.nodes ?? {}).map((node, at) => [node, at]));
  const order = ({ node }: Draft): number => (node === undefined ? -1 : (planned.get(node) ?? -1));
  return inTree(new Map([...drafts].sort(([, a], [, b]) => order(a) - order(b))));
}

function keyOf({ node, messageRowId }: Run, graph: RunGraph | undefined): string {
  return node !== undefined && node.graphId === graph?.graphId ? node.nodeId : `message-${messageRowId}`;
}

interface Around {
  graph: RunGraph | undefined;
  waiting: ReadonlySet<string>;
  keyOfRun: ReadonlyMap<string, string>;
}

function draftOf(key: string, attempts: readonly Run[], around: Around): Draft | undefined {
  const run = attempts.at(-1);
  if (run === undefined) return undefined;
  const view = around.graph?.nodes[key];
  const parent = attempts
    .map(({ parentRunId }) => (parentRunId === null ? undefined : around.keyOfRun.get(parentRunId)))
    .findLast((above) => above !== undefined && above !== key);
  const isWaiting = attempts.some(({ runId }) => around.waiting.has(runId));
  return {
    key,
    run,
    attempts: attempts.slice(0, -1),
    node: view === undefined ? undefined : key,
    agent: run.agent,
    title:
      rowTitle(key, view === undefined ? { text: run.task, joins: run.joins } : promptOf(view)) || run.agent,
    shown: isWaiting ? { state: "waiting" } : runShown(run.status),
    parent,
    needs: needsOf(view, parent),
  };
}

function unstarted(node: string, view: RunGraph["nodes"][string]): Draft {
  const parent = node.includes("/") ? node.slice(0, node.lastIndexOf("/")) : undefined;
  return {
    ...{ key: node, run: undefined, attempts: [], node, parent },
    agent: view.spec.agent ?? node.slice(node.lastIndexOf("/") + 1),
    title: rowTitle(node, promptOf(view)),
    shown: partShown(view.state),
    needs: needsOf(view, parent),
  };
}

const promptOf = (view: RunGraph["nodes"][string]) => ({ text: view.spec.prompt, joins: null });

function rowTitle(key: string, about: Parameters<typeof titleOf>[0]): string {
  const title = titleOf(about, 120);
  return key.includes("/") ? `${key.slice(key.lastIndexOf("/") + 1)}: ${title}` : title;
}

/** Siblings that it depends on, else the work that started it. */
function needsOf(view: RunGraph["nodes"][string] | undefined, parent: string | undefined): string[] {
  if (view !== undefined && view.deps.length > 0) return view.deps;
  return parent === undefined ? [] : [parent];
}

function inTree(drafts: ReadonlyMap<string, Draft>): Row[] {
  const below = groupBy(drafts.values(), ({ parent }) =>
    parent !== undefined && drafts.has(parent) ? parent : "",
  );
  const rows: Row[] = [];
  // A list of what is still to do instead of recursion: a plan may be deep.
  const open: { draft: Draft; rails: readonly boolean[] }[] = [];
  const push = (parent: string, rails: readonly boolean[]): void => {
    const children = below.get(parent) ?? [];
    for (const [index, draft] of [...children.entries()].reverse())
      open.push({ draft, rails: parent === "" ? [] : [...rails, index < children.length - 1] });
  };
  push("", []);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { parent: _, ...row } = next.draft;
    rows.push({ ...row, depth: next.rails.length, rails: next.rails });
    push(row.key, next.rails);
  }
  return rows;
}
