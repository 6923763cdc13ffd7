/** Reading and changing teams. A move shows at once; what the daemon refuses is put back and said. */
"use client";
import { type UseMutationResult, useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import type { RouteInput, StarterTeamId } from "@tinyagi/contracts";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import type { Teams } from "../../lib/queries";
import { preferredLanguage } from "../../locale/language";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { type Act, applied, invertAct } from "./team-state";

function send(act: Act): Promise<unknown> {
  if (act.kind === "leave")
    return api().call("removeTeamMember", { params: { id: act.team, agent: act.agent } });
  const { agent, to, from, lead } = act;
  return api().call("addTeamMember", { params: { id: to }, body: { agent, from, lead } });
}

/** Moves that the daemon has not confirmed. */
const MOVES = ["teams", "move"] as const;

interface Move {
  act: Act;
  /** What is said of it. */
  said: string;
  /** The teams as they were shown. */
  before: Teams;
}

/** One move after the other: each may depend on the one before. */
export function useMember(): UseMutationResult<unknown, Error, Move> {
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: KEYS.teams });
  return useMutation({
    mutationKey: MOVES,
    scope: { id: MOVES.join(".") },
    mutationFn: ({ act }: Move) => send(act),
    onSuccess(_answer, { act, said, before }) {
      const back = invertAct(before, act);
      showToast(said, undefined, () => {
        back
          .reduce((done, one) => done.then(() => send(one)), Promise.resolve<unknown>(undefined))
          .catch(() => showToast(words.teams.moved.tooLate))
          .finally(refresh);
      });
    },
    // Shown as done until the teams are read again.
    onSettled: refresh,
  });
}

/** The teams with the moves that are under way: what is read meanwhile does not put a card back. */
export function useMovedTeams(teams: Teams): Teams {
  const acts = useMutationState({
    filters: { mutationKey: MOVES, status: "pending" },
    select: ({ state }) => (state.variables as Move).act,
  });
  return useMemo(() => acts.reduce(applied, teams), [acts, teams]);
}

export type TeamBody = RouteInput<"putTeam">["body"];

export function usePutTeam(id: string): UseMutationResult<unknown, Error, TeamBody> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TeamBody) => api().call("putTeam", { params: { id }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.teams }),
  });
}

export function useDeleteTeam(id: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("deleteTeam", { params: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.teams }),
  });
}

/** A team of agents that exist, or a starter team with new agents beside all others. */
export type NewTeamPlan = {
  id: string;
  name: string;
} & ({ agents: readonly string[] } | { team: StarterTeamId; provider: string });

export function useCreateTeam(): UseMutationResult<unknown, Error, NewTeamPlan> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name, ...plan }: NewTeamPlan) => {
      if ("team" in plan) {
        const language = preferredLanguage();
        return api().call("setUpTeam", { body: { ...plan, id, name, language, beside: true } });
      }
      const body = { name, agents: [...plan.agents], leader_agent: plan.agents[0] ?? "" };
      return api().call("putTeam", { params: { id }, body });
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: KEYS.agents });
      await queries.invalidateQueries({ queryKey: KEYS.teams });
    },
  });
}
