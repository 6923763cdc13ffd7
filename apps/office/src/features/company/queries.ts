/** What the company knows: its notes and documents, search, and the changes that agents propose. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export type Knowledge = RouteOutput<"listCompany">;
export type CompanyNote = RouteOutput<"readCompanyNote">;
export type Proposal = RouteOutput<"listProposals">["proposals"][number];
export type Hit = RouteOutput<"recallCompany">["hits"][number];

export function useKnowledge(): UseQueryResult<Knowledge> {
  return useQuery({
    queryKey: [...KEYS.company, "list"],
    queryFn: ({ signal }) => api().call("listCompany", { signal }),
    // People also edit the files, and no event says so.
    staleTime: 0,
  });
}

export function useCompanyNote(path: string): UseQueryResult<CompanyNote> {
  return useQuery({
    queryKey: [...KEYS.company, "note", path],
    queryFn: ({ signal }) => api().call("readCompanyNote", { query: { path }, signal }),
    staleTime: 0,
  });
}

/** @param question empty asks nothing */
export function useRecall(question: string): UseQueryResult<Hit[]> {
  return useQuery({
    queryKey: [...KEYS.company, "recall", question],
    queryFn: async ({ signal }) =>
      (await api().call("recallCompany", { query: { q: question, limit: 10 }, signal })).hits,
    enabled: question !== "",
    staleTime: 0,
  });
}

export function useProposals(): UseQueryResult<Proposal[]> {
  return useQuery({
    queryKey: [...KEYS.company, "proposals"],
    queryFn: async ({ signal }) => (await api().call("listProposals", { query: {}, signal })).proposals,
  });
}

export function useProposal(id: string): UseQueryResult<RouteOutput<"getProposal">> {
  return useQuery({
    queryKey: [...KEYS.company, "proposal", id],
    queryFn: ({ signal }) => api().call("getProposal", { params: { id }, signal }),
    staleTime: 0,
  });
}

function useChange<Input>(
  change: (input: Input) => Promise<unknown>,
): UseMutationResult<unknown, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.company }),
  });
}

/** Never over a text that the writer did not see: `was`, or null where no note was. */
export function useWriteNote() {
  return useChange((body: { path: string; content: string; was: string | null }) =>
    api().call("writeCompanyNote", { body }),
  );
}

export function useRemoveNote() {
  return useChange((path: string) => api().call("deleteCompanyNote", { query: { path } }));
}

/** Accepts exactly what was shown. */
export function useAccept(id: string) {
  return useChange((digest: string) => api().call("acceptProposal", { params: { id }, body: { digest } }));
}

export function useDecline(id: string) {
  return useChange((_: undefined) => api().call("declineProposal", { params: { id } }));
}
