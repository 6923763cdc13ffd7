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
import { useEffect, useRef, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import type { Teams } from "../../lib/queries";
import { words } from "../../locale/words";
import { MemberGhost } from "./member-card";
import { useMember } from "./queries";
import { Chart } from "./team-chart";
import { Member, type Shared, TeamSection, type TeamsShown } from "./team-section";
import { listMembers, looseAgents, type Place, resolveDrop } from "./team-state";

/** A click stays a click until the pointer has moved this far. */
const MOUSE = { activationConstraint: { distance: 6 } };
const TOUCH = { activationConstraint: { delay: 250, tolerance: 8 } };

export function TeamViews(props: TeamsShown) {
  const { teams, agents, isChart } = props;
  const member = useMember();
  const [spoken, setSaid] = useState("");
  const [dragged, setDragged] = useState<Place>();
  const moved = useMovedFocus(teams);
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH));
  const ghost = agents.find(({ id }) => id === dragged?.agent);
  function move(place: Place, target: { to: string; onHead: boolean }): void {
    const act = resolveDrop(teams, place, { ...target, isChart });
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
    member.mutate({ act, said, before: teams });
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
            {words.teams.moved.not(toWords(member.error))}
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

function Cards(shared: Shared) {
  return Object.keys(shared.teams).map((id) => (
    <TeamSection key={id} id={id} {...shared}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2 max-md:grid-cols-2">
        {listMembers(shared.teams[id] as Teams[string]).map((agent) => (
          <li key={agent} className="min-w-0">
            <Member agent={agent} team={id} shared={shared} />
          </li>
        ))}
      </ul>
    </TeamSection>
  ));
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
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-2 max-md:grid-cols-2">
        {ids.map((agent) => (
          <li key={agent} className="min-w-0">
            <Member agent={agent} team="" shared={shared} />
          </li>
        ))}
      </ul>
    </section>
  );
}
