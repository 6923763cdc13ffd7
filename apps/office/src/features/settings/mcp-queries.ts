/** Reads and changes the MCP servers of the settings. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { McpServerView } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";

export function useMcpServers(): UseQueryResult<McpServerView[]> {
  return useQuery({
    queryKey: KEYS.mcpServers,
    queryFn: ({ signal }) => api().call("listMcpServers", { signal }),
    // No event says that a server started, failed or changed.
    staleTime: 0,
  });
}

function useChange<T>(change: (input: T) => Promise<unknown>): UseMutationResult<unknown, Error, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: KEYS.mcpServers });
      await queries.invalidateQueries({ queryKey: KEYS.agents });
    },
  });
}

export function useTestServer(id: string): UseMutationResult<unknown, Error, void> {
  return useChange(() => api().call("testMcpServer", { params: { id } }));
}

/** Accepts exactly the tools with this digest. The daemon asks for a confirmation from outside the page. */
export function useAcceptTools(id: string): UseMutationResult<unknown, Error, string> {
  return useChange((digest) => api().call("acceptMcpTools", { params: { id }, body: { digest } }));
}

/** Grants or revokes; a grant needs a confirmation from outside the page. */
export function useGrant(
  id: string,
): UseMutationResult<unknown, Error, { agent: string; isGranted: boolean }> {
  return useChange(async ({ agent, isGranted }) => {
    const { agents } = (await api().call("getSettings")) as {
      agents?: Record<string, { mcp_servers?: string[] }>;
    };
    const others = (agents?.[agent]?.mcp_servers ?? []).filter((one) => one !== id);
    const value = isGranted ? [...others, id] : others;
    await api().call("changeSettings", {
      body: { changes: [{ path: ["agents", agent, "mcp_servers"], value }] },
    });
  });
}
