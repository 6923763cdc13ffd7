/** The agents with what a reader of the page wants to know of each: the work in words, who runs it, the money of today. */
"use client";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { usePrograms, useSpentTodayBy } from "../../lib/queries";
import { isLive } from "../home/state";
import type { Home } from "../home/use-home";
import { useProviders } from "../providers/queries";
import type { Member } from "./agent-state";

export function useMembers({ agents, facts, missions }: Home): readonly Member[] {
  const spend = useSpentTodayBy("agent").data;
  const programs = usePrograms();
  const providers = useProviders().data?.providers ?? {};
  const live = new Map(facts.runs.filter(isLive).map((run) => [run.agent, run.conversationId]));
  const asked = new Map(missions.map(({ conversation }) => [conversation.id, toTitle(conversation)]));
  return agents.flatMap((agent) => {
    const config = facts.agents[agent.id];
    if (config === undefined) return [];
    const works = asked.get(live.get(agent.id) ?? "") ?? "";
    const runs = oneLine(providers[config.provider]?.name ?? config.provider, 40);
    return {
      ...agent,
      team: facts.teams[agent.team ?? ""]?.name,
      config,
      provider: config.model === "" ? runs : `${runs}, ${oneLine(config.model, 40)}`,
      line: agent.line || works,
      programs: programs.get(agent.id),
      spent: spend?.get(agent.id),
    };
  });
}
