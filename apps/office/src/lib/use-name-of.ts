"use client";
import { useCallback } from "react";
import { useAgents, useTeams } from "./queries";

/** The name of an agent or team; its id when it has none, such as a sub-agent. */
export function useNameLookup(): (id: string) => string {
  const agents = useAgents().data;
  const teams = useTeams().data;
  return useCallback((id) => agents?.[id]?.name ?? teams?.[id]?.name ?? id, [agents, teams]);
}
