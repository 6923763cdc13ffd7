/** Files between people and agents: their bytes, and an address at which the browser shows one. */
"use client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api";

export async function readFile(file: string): Promise<ArrayBuffer> {
  const { data } = await api().call("readFile", { params: { file } });
  const text = atob(data);
  return Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer;
}

/** The text of a file. @param file its stored name */
export function useFileText(file: string): UseQueryResult<string> {
  return useQuery({
    queryKey: ["file", file],
    queryFn: async () => new TextDecoder().decode(await readFile(file)),
    // A stored file never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** An address for one showing: it is secret, and lasts minutes. */
export function useFileAddress(file: string): UseQueryResult<string> {
  return useQuery({
    queryKey: ["view", file],
    queryFn: async () => (await api().call("viewFile", { params: { file } })).path,
    // Another address would load the file again under the eyes of its reader.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
