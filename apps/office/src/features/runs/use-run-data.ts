/** Everything that the page of a run shows, at the step that the address names. */
"use client";
import type { ReplayStep, RunGraph } from "@tinyagi/contracts";
import { useMemo } from "react";
import { problemOf } from "../../lib/problem";
import type { Run } from "../../lib/queries";
import { useStep } from "./address";
import { useGraph, useReplay, useRun, useRunsOf } from "./queries";
import { rowsAt } from "./replay";
import { type Row, rowsOf, sameWork } from "./rows";
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
  error: Error | null;
  retry: () => void;
} {
  const own = useRun(id);
  const conversation = own.data?.conversationId ?? "";
  const all = useRunsOf(conversation);
  const runs = useMemo(
    () => (own.data === undefined ? [] : sameWork(all.data ?? [], own.data)),
    [all.data, own.data],
  );
  const inGraph = (own.data?.node === undefined ? runs.find(({ node }) => node !== undefined) : own.data)
    ?.runId;
  const graph = useGraph(conversation, inGraph).data;
  const replay = useReplay(conversation, inGraph);
  const steps = replay.data?.steps ?? NO_STEPS;
  const [step] = useStep();
  // Until the steps are read, what is now would be taken for what was then.
  const isTooEarly = step !== undefined && inGraph !== undefined && replay.isPending;
  const waiting = useWaitingRuns();
  const rows = useMemo(() => {
    const now = rowsOf(runs, graph, waiting);
    return step === undefined || steps.length === 0 ? now : rowsAt(now, steps, step);
  }, [runs, graph, waiting, steps, step]);
  // Newest first.
  const root = runs.find(({ runId, rootRunId }) => runId === rootRunId) ?? own.data;
  return {
    data:
      own.data === undefined || root === undefined || all.data === undefined || isTooEarly
        ? undefined
        : { run: own.data, root, rows, graph, steps },
    error: problemOf([own, all])?.error ?? null,
    retry: () => {
      void own.refetch();
      void all.refetch();
    },
  };
}

const NO_STEPS: readonly ReplayStep[] = [];
