/** Everything that the page of a run shows, at the step that the address names. */
"use client";
import type { ReplayStep, RunGraph } from "@tinyagi/contracts";
import { useMemo } from "react";
import { findProblem, type Problem } from "../../lib/problem";
import { type Run, useConversation } from "../../lib/queries";
import { useStep } from "./address";
import { useGraph, useReplay, useRun, useRunList } from "./queries";
import { rowsAt } from "./replay";
import { type Row, sameWork, toRows } from "./rows";
import { useWaitingRuns } from "./use-waiting-runs";

export interface RunData {
  /** The run in the address. */
  run: Run;
  /** The run with which the work began: its newest try. */
  root: Run;
  rows: readonly Row[];
  graph: RunGraph | undefined;
  steps: readonly ReplayStep[];
}

export function useRunData(id: string): {
  data: RunData | undefined;
  /** What cannot be read, also while the rest is shown. */
  problem: Problem | undefined;
} {
  const own = useRun(id);
  const conversation = own.data?.conversationId ?? "";
  const all = useRunList(conversation);
  const runs = useMemo(
    () => (own.data === undefined ? [] : sameWork(all.data ?? [], own.data)),
    [all.data, own.data],
  );
  const inGraph = (own.data?.node === undefined ? runs.find(({ node }) => node !== undefined) : own.data)
    ?.runId;
  const graphQuery = useGraph(conversation, inGraph);
  const graph = graphQuery.data;
  const replay = useReplay(conversation, inGraph);
  const steps = replay.data?.steps ?? NO_STEPS;
  const [step] = useStep();
  // Until the steps are read, what is now would be taken for what was then.
  const isTooEarly = step !== undefined && inGraph !== undefined && replay.data === undefined;
  const waiting = useWaitingRuns();
  const stored = useConversation(conversation);
  const rows = useMemo(() => {
    const worked = new Set(runs.map(({ messageRowId }) => messageRowId));
    const messages = stored.data?.messages.filter(({ id }) => worked.has(id)) ?? [];
    const now = toRows(runs, graph, { waiting, messages });
    return step === undefined || steps.length === 0 ? now : rowsAt(now, steps, step);
  }, [runs, graph, waiting, steps, step, stored.data]);
  // Newest first.
  const root = runs.find(({ runId, rootRunId }) => runId === rootRunId) ?? own.data;
  return {
    data:
      own.data === undefined || root === undefined || all.data === undefined || isTooEarly
        ? undefined
        : { run: own.data, root, rows, graph, steps },
    problem: findProblem([own, all, graphQuery, replay, stored]),
  };
}

const NO_STEPS: readonly ReplayStep[] = [];
