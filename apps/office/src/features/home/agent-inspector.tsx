/** One agent beside the office: what it does, what it needs, what it answered, and what you can do about it. */
"use client";
import { type ReactNode, useState } from "react";
import { oneLine, replyLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { chatHref } from "../../lib/hrefs";
import { useReplies } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { StopDialog } from "../chat/stop-dialog";
import { NeedCard } from "../needs/need-card";
import { listMissions, type Mission } from "./mission-state";
import type { AgentNow } from "./state";
import { SteerDialog } from "./steer-dialog";
import type { Home } from "./use-home";

const ANSWERS = 5;

export function AgentInspector({
  agent,
  home,
  onClose,
}: {
  agent: AgentNow;
  home: Home;
  onClose: () => void;
}) {
  const { id, name, state, word, line } = agent;
  const needs = home.facts.needs.filter((need) => need.agent === id);
  const missions = listMissions(id, home.missions);
  const settings = home.facts.agents[id];
  const team = agent.team === undefined ? undefined : home.facts.teams[agent.team]?.name;
  return (
    <Inspector
      label={words.home.agent.label(oneLine(name, 60))}
      title={oneLine(name, 60)}
      onClose={onClose}
      isOver
    >
      <div className="flex items-center gap-4 px-5 py-4">
        <Face id={id} size={56} state={state} />
        <div className="min-w-0 grow">
          <StateMark state={state} word={word} />
          <p className="truncate text-13 text-n-9">{oneLine(line, 120)}</p>
          <p className="truncate text-12 text-n-7">
            {[`@${id}`, team, settings?.provider, settings?.model].filter(Boolean).join(" · ")}
          </p>
        </div>
        <div className="grid gap-1.5">
          <Link href={`/chat?new=1&to=${encodeURIComponent(id)}`} className={buttonClass("go", "s")}>
            {words.home.agent.message}
          </Link>
          <Link href={`/agents?agent=${encodeURIComponent(id)}`} className={buttonClass("plain", "s")}>
            {words.home.agent.page}
          </Link>
        </div>
      </div>
      {needs.length > 0 && (
        <Part title={words.needs.title}>
          <ul>
            {needs.map((need) => (
              <NeedCard key={need.key} need={need} name={name} look="away" />
            ))}
          </ul>
        </Part>
      )}
      <Part title={words.home.agent.worksOn}>
        {missions.length === 0 && <p className="px-5 pb-3 text-13 text-n-7">{words.home.agent.nothing}</p>}
        <ul>
          {missions.map((mission) => (
            <Work key={mission.conversation.id} mission={mission} agent={id} />
          ))}
        </ul>
      </Part>
      <Answers agent={id} home={home} />
    </Inspector>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-n-3">
      <h3 className="px-5 pt-3 pb-1.5 text-12 font-semibold text-n-7">{title}</h3>
      {children}
    </section>
  );
}

function Work({ mission, agent }: { mission: Mission; agent: string }) {
  const [open, setOpen] = useState<"steer" | "stop">();
  const { conversation, working } = mission;
  const title = toTitle(conversation);
  const run = working.find((candidate) => candidate.agent === agent);
  return (
    <li className="px-5 pb-3 text-13">
      <Link href={chatHref(conversation.id)} className="line-clamp-2 font-medium text-n-10 hover:underline">
        {title}
      </Link>
      <div className="mt-1.5 flex items-center gap-1.5">
        {run !== undefined && (
          <Button size="s" onClick={() => setOpen("steer")}>
            {words.home.missions.steer}
          </Button>
        )}
        <Button size="s" kind="risk" onClick={() => setOpen("stop")}>
          {words.home.missions.stop}
        </Button>
        <span className="ml-auto">
          <TimeChip at={conversation.createdAt} ago />
        </span>
      </div>
      {open === "steer" && run !== undefined && (
        <SteerDialog runId={run.runId} title={title} onClose={() => setOpen(undefined)} />
      )}
      {open === "stop" && (
        <StopDialog
          conversation={conversation.id}
          title={title}
          working={working.length}
          onClose={() => setOpen(undefined)}
        />
      )}
    </li>
  );
}

function Answers({ agent, home }: { agent: string; home: Home }) {
  const replies = (useReplies().data ?? [])
    .filter((reply) => reply.agent === agent && reply.asks !== true)
    .slice(0, ANSWERS);
  const ids = new Map(home.conversations.map(({ messageId, id }) => [messageId, id]));
  if (replies.length === 0) return null;
  return (
    <Part title={words.home.agent.answered}>
      <ul className="pb-3">
        {replies.map(({ id, message, parts, title, originalMessage, messageId, timestamp }) => (
          <li key={id}>
            <Link href={chatHref(ids.get(messageId))} className="block px-5 py-2 text-13 hover:bg-n-1">
              <span className="flex gap-2">
                <b className="truncate font-medium text-n-10">{toTitle({ title, text: originalMessage })}</b>
                <span className="ml-auto">
                  <TimeChip at={timestamp} />
                </span>
              </span>
              <span className="line-clamp-2 text-12 text-n-7">
                {replyLine({ message, parts }, 200, words.views)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
