/** What agents made: the gallery, one artifact with its versions, and its public links. */
"use client";
import {
  type InfiniteData,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { getNextPage, type NextPage } from "../../lib/next-page";
import type { Read } from "../../lib/problem";

export type Artifact = RouteOutput<"listArtifacts">["artifacts"][number];
export type ArtifactDetail = RouteOutput<"getArtifact">;
export type ArtifactLink = ArtifactDetail["links"][number];
type Page = RouteOutput<"listArtifacts">;

/** @param agent only of this one; empty for all */
export function useGallery(agent: string): {
  rows: readonly Artifact[] | undefined;
  read: Read;
  next: NextPage;
} {
  const pages = useInfiniteQuery<Page, Error, InfiniteData<Page>, readonly string[], number | undefined>({
    queryKey: [...KEYS.artifacts, "list", agent],
    initialPageParam: undefined,
    queryFn: ({ pageParam: before, signal }) =>
      api().call("listArtifacts", {
        query: {
          ...(agent === "" ? {} : { agent }),
          ...(before === undefined ? {} : { before: String(before) }),
        },
        signal,
      }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap(({ artifacts }) => artifacts);
  return { rows, read: pages, next: getNextPage(pages) };
}

export function useArtifact(id: string): UseQueryResult<ArtifactDetail> {
  return useQuery({
    queryKey: [...KEYS.artifacts, "one", id],
    queryFn: ({ signal }) => api().call("getArtifact", { params: { id }, signal }),
  });
}

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.artifacts }),
  });
}

/** @returns the whole link, which is shown only now */
export function useShare(id: number) {
  return useChange(async (days: number | undefined) => {
    const body = days === undefined ? {} : { days };
    const { path } = await api().call("shareArtifact", { params: { id: String(id) }, body });
    return location.origin + path;
  });
}

export function useRevoke() {
  return useChange((id: string) => api().call("revokeArtifactLink", { params: { id } }));
}
