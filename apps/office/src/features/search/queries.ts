"use client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { type Found, toFound } from "./found";

const LIMIT = 8;
/** Shorter words are in nearly every text. */
const SHORTEST = 2;

/** Texts of messages, answers, rooms, tasks and comments in which all words occur, best first. */
export function useFound(text: string): UseQueryResult<Found[]> {
  const wanted = text.trim();
  return useQuery({
    queryKey: ["found", wanted],
    queryFn: async ({ signal }) =>
      toFound((await api().call("search", { query: { q: wanted, limit: LIMIT }, signal })).hits),
    enabled: wanted.length >= SHORTEST,
    // The newest texts count, whenever it is opened again.
    gcTime: 0,
    retry: false,
    placeholderData: (before) => (wanted.length >= SHORTEST ? before : undefined),
  });
}
