/** What the page of a run reads, and what a person does to runs. Events make the answers old. */
"use client";
import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  ReplayStep,
  RunComparison,
  RunGraph,
  RunLogEntry,
  RunReplay,
  SteerCommand,
  Steered,
  Trace,
  WorkspaceDiff,
} from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import type { Run } from "../../lib/queries";
import { readAll } from "../../lib/read-all";

/** Runs of one conversation, steps of one replay, events of one run: the most that one answer holds. */
const MANY = 1_000;
const SPANS = 2_000;

export function useRun(id: string): UseQueryResult<Run> {
  return useQuery({
    queryKey: [...KEYS.runs, "one", id],
    queryFn: ({ signal }) => api().call("getRun", { params: { id }, signal }),
  });
}

/** All runs of a conversation, newest first. */
export function useRunList(conversation: string): UseQueryResult<Run[]> {
  return useQuery({
    queryKey: [...KEYS.runTree, conversation],
    queryFn: ({ signal }) => readRuns(conversation, signal),
    enabled: conversation !== "",
  });
}

function readRuns(conversation: string, signal?: AbortSignal): Promise<Run[]> {
  const options = signal === undefined ? {} : { signal };
  return readAll(
    (before) => {
      const query = { conversation, limit: MANY, ...(before === undefined ? {} : { before }) };
      return api().call("listRuns", { query, ...options });
    },
    { size: MANY, idOf: ({ runId }) => runId },
  );
}

/** @param runId any run of the graph; undefined when the tree has none */
export function useGraph(conversation: string, runId: string | undefined): UseQueryResult<RunGraph> {
  return useQuery({
    queryKey: [...KEYS.runTree, conversation, "graph", runId ?? ""],
    queryFn: ({ signal }) => api().call("runGraph", { params: { id: runId ?? "" }, query: {}, signal }),
    enabled: runId !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useReplay(
  conversation: string,
  runId: string | undefined,
): UseQueryResult<{ steps: ReplayStep[] }> {
  return useQuery({
    queryKey: [...KEYS.runTree, conversation, "replay", runId ?? ""],
    queryFn: async ({ signal }) => {
      const steps: ReplayStep[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const page: RunReplay = await api().call("runReplay", {
          params: { id: runId ?? "" },
          query: { after, limit: MANY },
          signal,
        });
        steps.push(...page.steps);
        after = page.next;
      }
      return { steps };
    },
    enabled: runId !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useTrace(conversation: string, runId: string): UseQueryResult<Trace> {
  return useQuery({
    queryKey: [...KEYS.runTree, conversation, "trace", runId],
    queryFn: ({ signal }) =>
      api().call("runTrace", { params: { id: runId }, query: { limit: SPANS }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Everything that is known of a run and of those below it. */
export async function readWholeRun({ runId, conversationId, rootRunId }: Run) {
  const params = { id: runId };
  const [all, trace] = await Promise.all([
    readRuns(conversationId),
    api().call("runTrace", { params, query: { limit: SPANS } }),
  ]);
  const runs = all.filter((run) => run.rootRunId === rootRunId);
  const hasGraph = runs.some(({ node }) => node !== undefined);
  const graph = hasGraph ? await api().call("runGraph", { params, query: {} }) : null;
  return { runs, graph, trace };
}

/** Every event of a run. What was read stays as it is: only what came since is read again. */
export function useRunLog(runId: string | undefined): UseQueryResult<RunLogEntry[]> {
  const queries = useQueryClient();
  const queryKey = [...KEYS.runLog, runId ?? ""];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const log = [...(queries.getQueryData<RunLogEntry[]>(queryKey) ?? [])];
      for (let isEnd = false; !isEnd; ) {
        const query = { since: log.at(-1)?.seq ?? 0, limit: MANY };
        const part = await api().call("runLog", { params: { id: runId ?? "" }, query, signal });
        log.push(...part);
        isEnd = part.length < MANY;
      }
      return log;
    },
    enabled: runId !== undefined,
  });
}

export function useDiff(runId: string, isWanted: boolean): UseQueryResult<WorkspaceDiff> {
  return useQuery({
    queryKey: [...KEYS.runLog, runId, "diff"],
    queryFn: ({ signal }) => api().call("runDiff", { params: { id: runId }, signal }),
    enabled: isWanted,
  });
}

export function useComparison(a: string, b: string): UseQueryResult<RunComparison> {
  return useQuery({
    queryKey: [...KEYS.runs, "compare", a, b],
    queryFn: ({ signal }) => api().call("compareRuns", { query: { a, b }, signal }),
  });
}

export type Act =
  | { kind: "retry"; from?: string | undefined }
  | { kind: "fork"; node?: string | undefined; prompt: string }
  | { kind: "steer"; command: SteerCommand; text?: string }
  | { kind: "cancel" };

/** What an act came to. */
interface ActResult {
  /** The conversation in which the work runs again. */
  readonly conversation?: string;
  /** How the run got a text. */
  readonly steered?: Steered;
}

export function useAct(id: string): UseMutationResult<ActResult, Error, Act> {
  return useMutation({
    mutationFn: async (act: Act): Promise<ActResult> => {
      const params = { id };
      switch (act.kind) {
        case "retry": {
          const body = act.from === undefined ? {} : { from: act.from };
          return { conversation: (await api().call("retryRun", { params, body })).conversationId };
        }
        case "fork": {
          const node = act.node === undefined ? {} : { node: act.node };
          const body = { prompt: act.prompt, ...node };
          return { conversation: (await api().call("forkRun", { params, body })).conversationId };
        }
        case "steer": {
          const text = act.text === undefined ? {} : { text: act.text };
          const { steered } = await api().call("steerRun", {
            params,
            body: { command: act.command, ...text },
          });
          return act.command === "inject" && steered !== undefined ? { steered } : {};
        }
        case "cancel":
          await api().call("cancelRun", { params });
          return {};
      }
    },
  });
}
