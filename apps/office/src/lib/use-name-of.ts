"use client";
import { useAgents, useTeams } from "./queries";

/** The name of an agent or team. */
export function useNameOf(): (id: string) => string {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  return (id) => agents[id]?.name ?? teams[id]?.name ?? id;
}
