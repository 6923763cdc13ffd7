/**
 * The trace of a run from the stored journal. Reads the events of its conversations once, a page at a time, and lets
 * other work run between two pages. Keeps no more than it answers. Only reads.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Trace, TraceSpan } from "@tinyagi/contracts";
import type { RunTreeRow, Store } from "@tinyagi/kernel";
import { toEvent } from "@tinyagi/kernel";
import { inOrder } from "./derive-spans.js";
import type { Span } from "./span.js";
import { createSpanFold } from "./span-fold.js";

/** Most events read for one trace. */
export const TRACE_EVENTS_MAX = 50_000;
/** Events read between two turns of the event loop. */
const PAGE_EVENTS = 500;

export interface TraceQuery {
  /** The run with which the trace starts. */
  runId: string;
  /** Most spans; runs are always included. */
  limit: number;
}

/** @returns undefined when no run has this id */
export async function readTrace(store: Store, query: TraceQuery): Promise<Trace | undefined> {
  const run = store.runs.get(query.runId);
  if (run === undefined) return undefined;
  const tree = store.traces.runsOfTree(run.root_run_id);
  const root = tree.find(({ id }) => id === run.root_run_id);
  const below = idsBelow(tree, run.id);
  const { spans, isComplete } = await readSpans(store, tree, { below, limit: query.limit });
  const startedAt = root?.created_at ?? run.created_at;
  const known = new Set(spans.map(({ id }) => id));
  return {
    runId: run.id,
    rootRunId: run.root_run_id,
    startedAt,
    spans: spans.map((span) => toView(span, startedAt, known)),
    truncated: !isComplete || !known.has(run.id),
  };
}

/** A run and all runs below it. Rows are in the order of their creation, so a parent precedes its children. */
function idsBelow(tree: readonly RunTreeRow[], top: string): ReadonlySet<string> {
  const below = new Set([top]);
  for (const { id, parent_run_id: parent } of tree) if (parent !== null && below.has(parent)) below.add(id);
  return below;
}

/** A replay may have moved part of the tree to another conversation. No span depends on events of two of them. */
async function readSpans(
  store: Store,
  tree: readonly RunTreeRow[],
  wanted: { below: ReadonlySet<string>; limit: number },
): Promise<{ spans: Span[]; isComplete: boolean }> {
  const spans: Span[] = [];
  let isComplete = true;
  const keep = (span: Span) => {
    if (!wanted.below.has(span.runId)) return;
    if (span.kind === "run" || spans.length < wanted.limit) spans.push(span);
    else isComplete = false;
  };
  const fold = createSpanFold(keep);
  let read = 0;
  for (const conversation of new Set(tree.map((run) => run.conversation_id))) {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const rows = store.events.ofConversationAfter(conversation, after, PAGE_EVENTS);
      for (const row of rows) fold.add(toEvent(row));
      read += rows.length;
      after = rows.length < PAGE_EVENTS ? undefined : rows.at(-1)?.seq;
      if (after !== undefined && read >= TRACE_EVENTS_MAX)
        return { spans: inOrder(spans), isComplete: false };
      await turn();
    }
  }
  for (const span of fold.openSpans()) keep(span);
  return { spans: inOrder(spans), isComplete };
}

function toView(span: Span, zero: number, known: ReadonlySet<string>): TraceSpan {
  const { id, parentId, kind, name, start, end, status, usage, attributes } = span;
  return {
    id,
    // The first span of a part of a tree has no parent in it, and the events of a parent may be gone.
    parentId: parentId !== null && known.has(parentId) ? parentId : null,
    kind,
    name,
    start: start - zero,
    end: end === null ? null : end - zero,
    status,
    ...(usage === undefined ? {} : { usage }),
    attributes,
  };
}
