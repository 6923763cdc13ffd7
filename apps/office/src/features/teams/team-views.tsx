/** The teams with their members, as cards or as a chart. Moving works by drag, and by the choice on each card. */
"use client";
import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import type { Teams } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { YourFace } from "../../ui/face";
import { dnaOf } from "../../ui/sprite/dna";
import type { AgentNow } from "../home/state";
import { MemberCard, MemberGhost } from "./member-card";
import { choicesOf, targetOf } from "./move-choices";
import { useMember, useSpendByTeam } from "./queries";
import { dropOf, looseAgents, membersOf, type OrgNode, orgOf, type Place } from "./team-state";

/** A click stays a click until the pointer has moved this far. */
const MOUSE = { activationConstraint: { distance: 6 } };
const TOUCH = { activationConstraint: { delay: 250, tolerance: 8 } };

interface Props {
  teams: Teams;
  agents: readonly AgentNow[];
  isChart: boolean;
  current: string;
  onOpen: (team: string) => void;
}

export function TeamViews(props: Props) {
  const { teams, agents, isChart } = props;
  const member = useMember();
  const [spoken, setSaid] = useState("");
  const [dragged, setDragged] = useState<Place>();
  const moved = useMovedFocus(teams);
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH));
  const ghost = agents.find(({ id }) => id === dragged?.agent);
  function move(place: Place, target: { to: string; onHead: boolean }): void {
    const act = dropOf(teams, place, { ...target, isChart });
    if (act === undefined) return;
    const name = oneLine(agents.find(({ id }) => id === place.agent)?.name ?? place.agent, 40);
    const to = oneLine(teams[target.to]?.name ?? "", 40);
    const said =
      act.kind === "leave"
        ? words.teams.moved.left(name)
        : act.lead === true
          ? words.teams.moved.leads(name, to)
          : words.teams.moved.isIn(name, to);
    setSaid(said);
    // In the chart a leader brings its team along: its card stays in that team.
    const isHead = isChart && teams[place.team]?.leader_agent === place.agent;
    moved.current = `${isHead ? place.team : target.to}/${place.agent}`;
    member.mutate({ act, said });
  }
  function onDragEnd({ active, over }: DragEndEvent): void {
    setDragged(undefined);
    const target = over?.data.current as { to: string; onHead: boolean } | undefined;
    if (target !== undefined) move(active.data.current as Place, target);
  }
  const shared: Shared = { ...props, onMove: move };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const within = pointerWithin(args);
        // A card lies on its team: the smaller one is meant.
        const heads = within.filter(({ id }) => String(id).startsWith("head/"));
        return heads.length > 0 ? heads : within.slice(-1);
      }}
      accessibility={{ screenReaderInstructions: { draggable: "" }, restoreFocus: false }}
      onDragStart={({ active }) => setDragged(active.data.current as Place)}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={onDragEnd}
    >
      <p className="sr-only" aria-live="assertive">
        {spoken}
      </p>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section
        aria-label={isChart ? words.teams.chart : words.teams.title}
        tabIndex={0}
        className="min-h-0 min-w-0 flex-1 overflow-auto px-4 pb-8 md:px-8"
      >
        {member.error && (
          <p role="alert" className="mt-4 bg-failed-soft px-4 py-2 text-13 text-n-9">
            {words.teams.moved.not(wordsOf(member.error))}
          </p>
        )}
        {isChart ? <Chart {...shared} /> : <Cards {...shared} />}
        <Loose {...shared} />
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: until here. */}
      <DragOverlay dropAnimation={null}>
        {ghost && dragged && (
          <MemberGhost agent={ghost} leads={teams[dragged.team]?.leader_agent === dragged.agent} />
        )}
      </DragOverlay>
    </DndContext>
  );
}

/** A card that moved is another element: whoever moved it by keyboard goes on from its new place. */
function useMovedFocus(teams: Teams): { current: string | undefined } {
  const moved = useRef<string>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the card is in its new place when the teams have changed.
  useEffect(() => {
    const card = moved.current;
    if (card === undefined || document.activeElement !== document.body) return;
    const button = document.querySelector<HTMLElement>(`[data-move="${CSS.escape(card)}"]`);
    if (button === null) return;
    moved.current = undefined;
    button.focus();
  }, [teams]);
  return moved;
}

interface Shared extends Props {
  onMove: (place: Place, target: { to: string; onHead: boolean }) => void;
}

function Cards(shared: Shared) {
  return Object.keys(shared.teams).map((id) => (
    <TeamSection key={id} id={id} {...shared}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2">
        {membersOf(shared.teams[id] as Teams[string]).map((agent) => (
          <li key={agent} className="min-w-0">
            <Member agent={agent} team={id} shared={shared} />
          </li>
        ))}
      </ul>
    </TeamSection>
  ));
}

function Chart(shared: Shared) {
  const { setNodeRef, isOver } = useDroppable({ id: "you", data: { to: "", onHead: false } });
  return (
    <>
      <div
        ref={setNodeRef}
        className={`flex min-h-14 items-center gap-3 border-b border-n-5 py-3 text-12 text-n-7 ${isOver ? "bg-accent-soft" : ""}`}
      >
        <YourFace size={24} />
        {words.teams.legend}
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(290px,1fr))] items-start gap-x-5">
        {orgOf(shared.teams).map((node) => (
          <Branch key={node.team} node={node} shared={shared} />
        ))}
      </div>
    </>
  );
}

/** A team: its leader, below it the members, below a member the teams that it leads. */
function Branch({ node, shared }: { node: OrgNode; shared: Shared }) {
  const { team, below } = node;
  const config = shared.teams[team];
  if (config === undefined) return null;
  const [leader = "", ...others] = membersOf(config);
  return (
    <TeamSection id={team} {...shared}>
      <Member agent={leader} team={team} shared={shared} />
      <ul className="ml-4 border-l border-n-5 pl-3">
        {others.map((agent) => (
          <li
            key={agent}
            className="relative pt-2 before:absolute before:top-9 before:-left-3 before:h-px before:w-3 before:bg-n-5"
          >
            {below.has(agent) ? null : <Member agent={agent} team={team} shared={shared} />}
            {(below.get(agent) ?? []).map((child) => (
              <Branch key={child.team} node={child} shared={shared} />
            ))}
          </li>
        ))}
      </ul>
    </TeamSection>
  );
}

function TeamSection({ id, children, ...shared }: Shared & { id: string; children: ReactNode }) {
  const { teams, current, isChart, onOpen } = shared;
  const { setNodeRef, isOver } = useDroppable({ id: `team/${id}`, data: { to: id, onHead: false } });
  const usd = useSpendByTeam().data?.get(id);
  const team = teams[id];
  if (team === undefined) return null;
  return (
    <section
      ref={setNodeRef}
      aria-label={oneLine(team.name, 60)}
      className={`mt-4 min-w-0 border-t-3 pb-2 ${isOver ? "bg-n-1" : ""}`}
      style={{ borderTopColor: `var(--px-${dnaOf(id).hue})` }}
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
            <span className="truncate text-12 font-normal text-n-7">
              #{id}, {words.teams.joinShort[team.join ?? "reply"]}
            </span>
          )}
          <span className="ml-auto">{usd !== undefined && <MoneyChip usd={usd} />}</span>
        </button>
      </h2>
      {children}
    </section>
  );
}

function Loose(shared: Shared) {
  const ids = looseAgents(shared.teams, Object.fromEntries(shared.agents.map(({ id }) => [id, id])));
  const { setNodeRef, isOver } = useDroppable({ id: "loose", data: { to: "", onHead: false } });
  return (
    <section
      ref={setNodeRef}
      aria-label={words.teams.loose}
      className={`mt-6 border-t border-dashed border-n-5 pb-6 ${isOver ? "bg-n-1" : ""}`}
    >
      <h2 className="py-2.5 text-13 font-semibold text-n-8">
        {words.teams.loose} <span className="font-mono text-12 font-medium text-n-7">{ids.length}</span>
      </h2>
      {ids.length === 0 && <p className="text-12 text-n-7">{words.teams.looseHint}</p>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2">
        {ids.map((agent) => (
          <li key={agent} className="min-w-0">
            <Member agent={agent} team="" shared={shared} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Member({ agent, team, shared }: Place & { shared: Shared }) {
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
      choices={choicesOf(teams, { agent, team }, isChart)}
      onMove={(choice) => onMove({ agent, team }, targetOf(team, choice))}
    />
  );
}
