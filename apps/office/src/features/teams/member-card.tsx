/** An agent in a team: who, what it does now, and the way elsewhere by drag or by choice. */
"use client";
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { type ReactNode, useState } from "react";
import { oneLine } from "../../lib/format/text";
import { PHONE, useMedia } from "../../lib/use-media";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import type { AgentNow } from "../home/state";
import { LoadMarks } from "./load";
import { type MoveChoice, MoveDialog } from "./move-dialog";

export interface MemberCardProps {
  agent: AgentNow;
  /** Empty outside of all teams. */
  team: string;
  leads: boolean;
  isChart: boolean;
  /** Where it can go; the first one is where it is. */
  choices: readonly MoveChoice[];
  onMove: (choice: string) => void;
}

export function MemberCard(props: MemberCardProps) {
  const { agent, team, leads, isChart, choices, onMove } = props;
  const { id, name } = agent;
  const drag = useDraggable({ id: `${team}/${id}`, data: { agent: id, team } });
  const head = useDroppable({ id: `head/${team}`, disabled: !leads, data: { to: team, onHead: true } });
  const called = oneLine(name, 60);
  const [isMoving, setMoving] = useState(false);
  const isPhone = useMedia(PHONE);
  const href = `/agents?agent=${encodeURIComponent(id)}`;
  return (
    <article
      ref={(node) => {
        drag.setNodeRef(node);
        if (leads) head.setNodeRef(node);
      }}
      {...drag.listeners}
      aria-label={called}
      data-over={head.isOver && head.active?.id !== `${team}/${id}` ? "" : undefined}
      className={`flex min-w-0 cursor-grab items-center gap-3 rounded-m border border-n-4 bg-n-0 hover:border-n-6 md:min-h-14 md:p-2 data-over:border-n-10 data-over:ring-3 data-over:ring-accent ${drag.isDragging ? "opacity-40" : ""}`}
    >
      {isPhone ? (
        <Row agent={agent} leads={leads} moves={`${team}/${id}`} onOpen={() => setMoving(true)}>
          {isChart && <LoadMarks agent={id} />}
        </Row>
      ) : (
        <>
          <CardBody agent={agent} leads={leads}>
            {isChart && <LoadMarks agent={id} />}
          </CardBody>
          <button
            type="button"
            aria-label={words.teams.move(called)}
            title={words.teams.move(called)}
            data-move={`${team}/${id}`}
            onClick={() => setMoving(true)}
            onPointerDown={(event) => event.stopPropagation()}
            onMouseDown={(event) => event.stopPropagation()}
            onTouchStart={(event) => event.stopPropagation()}
            className="grid size-7 flex-none place-items-center rounded-s text-n-7 hover:bg-n-2 hover:text-n-10 max-md:size-11"
          >
            <Icon name="move" size={14} />
          </button>
        </>
      )}
      {isMoving && (
        <MoveDialog
          name={called}
          href={isPhone ? href : undefined}
          choices={choices}
          onMove={onMove}
          onClose={() => setMoving(false)}
        />
      )}
    </article>
  );
}

/** On a phone many fit on a screen: a tap opens what else can be said and done. */
function Row(props: {
  agent: AgentNow;
  leads: boolean;
  /** What is moved: the focus comes back to it. */
  moves: string;
  onOpen: () => void;
  children: ReactNode;
}) {
  const { agent, leads, moves, onOpen, children } = props;
  return (
    <button
      type="button"
      data-move={moves}
      aria-haspopup="dialog"
      onClick={onOpen}
      className="flex min-h-11 w-full min-w-0 items-center gap-2 rounded-m px-2 text-left"
    >
      <Face id={agent.id} size={24} state={agent.state} />
      <span className="min-w-0 grow">
        <b className="block truncate text-13 font-semibold text-n-10">{oneLine(agent.name, 60)}</b>
        {leads && <span className="block text-12 leading-tight text-n-7">{words.teams.leads}</span>}
      </span>
      {children}
      <StateMark state={agent.state} word={agent.word} dense />
    </button>
  );
}

/** The same look while it is dragged. */
export function MemberGhost({ agent, leads }: { agent: AgentNow; leads: boolean }) {
  return (
    <div className="flex min-h-14 cursor-grabbing items-center gap-3 rounded-m border border-n-10 bg-n-0 px-2 py-2 shadow-float">
      <CardBody agent={agent} leads={leads} />
    </div>
  );
}

function CardBody(props: { agent: AgentNow; leads: boolean; children?: ReactNode }) {
  const { id, name, state, word } = props.agent;
  return (
    <>
      <Face id={id} size={40} state={state} />
      <span className="min-w-0 grow">
        <Link
          href={`/agents?agent=${encodeURIComponent(id)}`}
          draggable={false}
          className="flex min-w-0 items-baseline gap-1.5 text-14 hover:underline max-md:-my-1.5 max-md:min-h-11 max-md:pt-3"
        >
          <b className="truncate font-semibold text-n-10">{oneLine(name, 60)}</b>
          {props.leads && (
            <span className="flex-none text-12 whitespace-nowrap text-n-7">{words.teams.leads}</span>
          )}
        </Link>
        <span className="flex items-center gap-2">
          <StateMark state={state} word={word} />
          {props.children}
        </span>
      </span>
    </>
  );
}
