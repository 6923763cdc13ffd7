/** Missions: the conversations at work. Each row can be steered and stopped. */
"use client";
import { useState } from "react";
import type { Cost } from "../../lib/figures";
import { toTitle } from "../../lib/format/title";
import { chatHref } from "../../lib/hrefs";
import { useSpentByConversation } from "../../lib/queries";
import { useArrivals, useGlow } from "../../lib/use-glow";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { ElapsedChip, MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { StopDialog } from "../chat/stop-dialog";
import type { Mission } from "./mission-state";
import { SectionHead } from "./section-head";
import type { AgentNow } from "./state";
import { SteerDialog } from "./steer-dialog";
import { Who } from "./who";

/** More of them are shown on demand: Home answers at a glance. */
const SHOWN = 12;
const GRID =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 md:grid-cols-[minmax(0,1.5fr)_136px_minmax(0,1.25fr)_64px_72px_64px]";

export function Missions({
  missions,
  agents,
}: {
  missions: readonly Mission[];
  agents: readonly AgentNow[];
}) {
  const money = useSpentByConversation().data;
  const [isAll, setAll] = useState(false);
  const isNew = useArrivals(missions.map(({ conversation }) => conversation.id));
  const shown = isAll ? missions : missions.slice(0, SHOWN);
  return (
    <section aria-label={words.home.missions.title}>
      <SectionHead title={words.home.missions.title} count={missions.length} />
      {missions.length === 0 ? (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 text-13 text-n-7">
          {words.home.missions.none}
          <Link href="/chat?new=1" className={buttonClass("plain", "s")}>
            {words.home.newMessage}
          </Link>
        </p>
      ) : (
        <>
          <div
            className={`${GRID} hidden h-8 border-b border-n-4 text-12 text-n-7 md:grid`}
            aria-hidden="true"
          >
            <span>{words.home.missions.asked}</span>
            <span>{words.home.missions.who}</span>
            <span>{words.home.missions.now}</span>
            <span className="text-right">{words.home.missions.time}</span>
            <span className="text-right">{words.home.missions.money}</span>
          </div>
          <ul>
            {shown.map((mission) => (
              <Row
                key={mission.conversation.id}
                mission={mission}
                missions={missions}
                agents={agents}
                isNew={isNew(mission.conversation.id)}
                spent={money?.get(mission.conversation.id)}
              />
            ))}
          </ul>
          {shown.length < missions.length && (
            <Button size="s" kind="bare" className="mt-2" onClick={() => setAll(true)}>
              {words.home.missions.showAll(missions.length)}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

interface RowProps {
  mission: Mission;
  missions: readonly Mission[];
  agents: readonly AgentNow[];
  /** Whether it came under the reader's eyes. */
  isNew: boolean;
  spent: Cost | undefined;
}

function Row({ mission, missions, agents, isNew, spent }: RowProps) {
  const [open, setOpen] = useState<"steer" | "stop">();
  const { conversation, state, step, speaker, liveRun } = mission;
  const glow = useGlow(state, isNew);
  const title = toTitle(conversation);
  return (
    <li
      className={`${GRID} ${glow.className} min-h-12 border-b border-n-3 py-1 text-13 hover:bg-n-1`}
      onAnimationEnd={glow.onAnimationEnd}
    >
      <Link href={chatHref(conversation.id)} className="truncate font-medium text-n-10 hover:underline">
        {title}
      </Link>
      <Who mission={mission} missions={missions} agents={agents} />
      <span className="flex min-w-0 items-center gap-2">
        <StateMark state={state} dense />
        {speaker && <Face id={speaker.id} size={20} />}
        <span className="line-clamp-2" title={step}>
          {step}
        </span>
      </span>
      <span className="text-right max-md:hidden">
        <ElapsedChip since={conversation.createdAt} />
      </span>
      <span className="text-right max-md:hidden">
        <MoneyChip of={spent} />
      </span>
      <span className="flex justify-end gap-1">
        {liveRun !== undefined && (
          <Button
            size="icon"
            kind="bare"
            aria-label={words.home.missions.steerOne(title)}
            title={words.home.missions.steer}
            onClick={() => setOpen("steer")}
          >
            <Icon name="steer" />
          </Button>
        )}
        <Button
          size="icon"
          kind="bare"
          aria-label={words.home.missions.stopOne(title)}
          title={words.home.missions.stop}
          onClick={() => setOpen("stop")}
        >
          <Icon name="stop" />
        </Button>
      </span>
      {open === "steer" && liveRun !== undefined && (
        <SteerDialog runId={liveRun} title={title} onClose={() => setOpen(undefined)} />
      )}
      {open === "stop" && (
        <StopDialog
          conversation={conversation.id}
          title={title}
          working={mission.working.length}
          onClose={() => setOpen(undefined)}
        />
      )}
    </li>
  );
}
