/**
 * The rows of a run's page: one for each piece of work (a message with all its attempts, or a part of the graph that has
 * not begun), each below the work that started it. Tree, timeline and graph show the same rows. Pure.
 */
import { nodeName, nodeParent, type RunGraph } from "@tinyagi/contracts";
import { titleOf } from "../../lib/format/title";
import { groupBy } from "../../lib/group-by";
import type { Run } from "../../lib/queries";
import { type Figures, figuresOf, NO_FIGURES } from "./figures";
import { isLiveStatus, partShown, restingShown, runShown, type Shown } from "./states";

export interface Row extends Figures {
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
  /** It was interrupted and continues: after its parts, or at its next try. */
  isResting: boolean;
  depth: number;
  /** For each level above: whether its line continues below this row. */
  rails: readonly boolean[];
  /** Key of the row that started it. */
  parent: string | undefined;
  /** Keys of the rows whose results it needs. */
  needs: readonly string[];
}

type Draft = Omit<Row, "depth" | "rails">;

/** All tries of a row, oldest first. */
export function triesOf({ run, attempts }: Pick<Row, "run" | "attempts">): readonly Run[] {
  return run === undefined ? [] : [...attempts, run];
}

/** The runs of the same work: those below every try of the message with which it began. */
export function sameWork(all: readonly Run[], own: Run): Run[] {
  const messageOf = new Map(all.map(({ runId, messageRowId }) => [runId, messageRowId]));
  const began = messageOf.get(own.rootRunId);
  return all.filter(
    ({ rootRunId }) =>
      rootRunId === own.rootRunId || (began !== undefined && messageOf.get(rootRunId) === began),
  );
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
  const isResting = run.status === "interrupted" && view?.state === "running";
  return {
    key,
    run,
    attempts: attempts.slice(0, -1),
    node: view === undefined ? undefined : key,
    agent: run.agent,
    title:
      rowTitle(key, view === undefined ? { text: run.task, joins: run.joins } : promptOf(view)) || run.agent,
    shown: shownOf(run, { isWaiting, isResting }),
    isResting,
    parent,
    needs: view?.deps ?? [],
    ...figuresOf(attempts, isWaiting || isResting || isLiveStatus(run.status)),
  };
}

function shownOf({ status }: Run, at: { isWaiting: boolean; isResting: boolean }): Shown {
  if (at.isWaiting) return { state: "waiting" };
  return at.isResting ? restingShown() : runShown(status);
}

function unstarted(node: string, view: RunGraph["nodes"][string]): Draft {
  const parent = nodeParent(node);
  return {
    ...{ key: node, run: undefined, attempts: [], node, parent },
    agent: view.spec.agent ?? nodeName(node),
    title: rowTitle(node, promptOf(view)),
    shown: partShown(view.state),
    isResting: false,
    needs: view.deps,
    ...NO_FIGURES,
  };
}

const promptOf = (view: RunGraph["nodes"][string]) => ({ text: view.spec.prompt, joins: null });

function rowTitle(key: string, about: Parameters<typeof titleOf>[0]): string {
  const title = titleOf(about, 120);
  return nodeParent(key) === undefined ? title : `${nodeName(key)}: ${title}`;
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
    rows.push({ ...next.draft, depth: next.rails.length, rails: next.rails });
    push(next.draft.key, next.rails);
  }
  return rows;
}
