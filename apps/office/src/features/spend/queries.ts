/** What runs cost, what budgets stopped, and what a person changes about it. */
"use client";
import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { BudgetAmounts, RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { BudgetValue } from "./budget-draft";

export type SpendReport = RouteOutput<"spend">;
export type SpendBy = Exclude<SpendReport["by"], "day" | "conversation" | "provider">;
export type Stop = RouteOutput<"listBudgetStops">[number];

/** Rows of the table; the rest is one row. */
const ROWS = 100;
const STOPS = 50;

/** How old figures of windows may be: a provider says them with each call of a model. */
const LOGINS_EVERY_MS = 60_000;

export function useLogins(): UseQueryResult<RouteOutput<"listLogins">["providers"]> {
  return useQuery({
    queryKey: KEYS.logins,
    queryFn: async ({ signal }) => (await api().call("listLogins", { signal })).providers,
    refetchInterval: LOGINS_EVERY_MS,
  });
}

export function useSpendReport(by: SpendBy, days: number): UseQueryResult<SpendReport> {
  return useQuery({
    queryKey: [...KEYS.spend, by, days],
    queryFn: ({ signal }) => api().call("spend", { query: { by, days, limit: ROWS }, signal }),
    placeholderData: keepPreviousData,
  });
}

export type Trends = RouteOutput<"trends">;

export function useTrends(days: number): UseQueryResult<Trends> {
  return useQuery({
    queryKey: [...KEYS.spend, "trends", days],
    queryFn: ({ signal }) => api().call("trends", { query: { days, limit: ROWS }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useStops(): UseQueryResult<Stop[]> {
  return useQuery({
    queryKey: [...KEYS.budgets, "stops"],
    queryFn: ({ signal }) => api().call("listBudgetStops", { query: { limit: STOPS }, signal }),
  });
}

export interface Raise {
  scope: string;
  added: BudgetAmounts;
}

export function useRaise(): UseMutationResult<unknown, Error, Raise> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ scope, added }: Raise) => api().call("extendBudget", { params: { scope }, body: added }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.budgets }),
  });
}

export interface BudgetChange {
  path: readonly string[];
  /** Undefined removes the budget. */
  value: BudgetValue | undefined;
  /** What is stored now: the toast brings it back. */
  before: unknown;
}

/** Sets or removes a budget in the settings. */
export function useSetBudget(): UseMutationResult<unknown, Error, BudgetChange> {
  const queries = useQueryClient();
  const change: UseMutationResult<unknown, Error, BudgetChange> = useMutation({
    mutationFn: ({ path, value }: BudgetChange) =>
      api().call("changeSettings", {
        body: { changes: [{ path: [...path], ...(value === undefined ? {} : { value }) }] },
      }),
    onSuccess(_answer, { path, value, before }) {
      const done = value === undefined ? words.spend.add.removed : words.spend.add.done;
      showToast(done, undefined, () =>
        change.mutateAsync({ path, value: before as BudgetValue | undefined, before: value }),
      );
    },
    onSettled: () =>
      Promise.all([KEYS.budgets, KEYS.settings].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  return change;
}
