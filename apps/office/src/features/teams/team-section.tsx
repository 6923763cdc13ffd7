/** One team under its name, and the cards of its members. */
"use client";
import { useDroppable } from "@dnd-kit/core";
import type { ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { type Teams, useSpentTodayBy } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { toHues } from "../../ui/sprite/hues";
import type { AgentNow } from "../home/state";
import { MemberCard } from "./member-card";
import { listChoices, targetOf } from "./move-choices";
import type { Place } from "./team-state";

export interface TeamsShown {
  teams: Teams;
  agents: readonly AgentNow[];
  isChart: boolean;
  current: string;
  onOpen: (team: string) => void;
}

export interface Shared extends TeamsShown {
  onMove: (place: Place, target: { to: string; onHead: boolean }) => void;
}

/** @param isWide takes a row of the chart for itself */
export function TeamSection(props: Shared & { id: string; isWide?: boolean; children: ReactNode }) {
  const { id, isWide, children, ...shared } = props;
  const { teams, current, isChart, onOpen } = shared;
  const { setNodeRef, isOver } = useDroppable({ id: `team/${id}`, data: { to: id, onHead: false } });
  const spent = useSpentTodayBy("team").data?.get(id);
  const team = teams[id];
  if (team === undefined) return null;
  return (
    <section
      ref={setNodeRef}
      aria-label={oneLine(team.name, 60)}
      className={`mt-4 min-w-0 border-t-3 pb-2 ${isWide ? "col-span-full" : ""} ${isOver ? "bg-n-1" : ""}`}
      style={{ borderTopColor: `var(--px-${toHues(Object.keys(teams)).get(id) ?? 0})` }}
    >
      <h2>
        <button
          type="button"
          aria-pressed={current === id}
          onClick={() => onOpen(current === id ? "" : id)}
          className="mb-1 flex min-h-11 w-full min-w-0 items-baseline gap-2 rounded-s px-1 pt-2.5 text-left hover:bg-n-2 aria-pressed:bg-accent-soft"
        >
          <b className="truncate text-16 font-bold tracking-tight text-n-10">{oneLine(team.name, 60)}</b>
          <span className="font-mono text-12 text-n-7">{team.agents.length}</span>
          {!isChart && (
            <span className="truncate text-12 font-normal text-n-7 max-md:hidden">
              #{id}, {words.teams.joinShort[team.join ?? "reply"]}
            </span>
          )}
          {spent && (
            <span className="ml-auto text-12 whitespace-nowrap text-n-7" title={words.teams.spentHint}>
              {words.teams.spent} <MoneyChip of={spent} />
            </span>
          )}
        </button>
      </h2>
      {children}
    </section>
  );
}

export function Member({ agent, team, shared }: Place & { shared: Shared }) {
  const { agents, teams, isChart, onMove } = shared;
  const known = agents.find(({ id }) => id === agent);
  if (known === undefined) return null;
  const leads = teams[team]?.leader_agent === agent;
  return (
    <MemberCard
      agent={known}
      team={team}
      leads={leads}
      isChart={isChart}
      choices={listChoices(teams, { agent, team }, isChart)}
      onMove={(choice) => onMove({ agent, team }, targetOf(team, choice))}
    />
  );
}
