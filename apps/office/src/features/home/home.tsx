/** Home. Its question: does anyone need me, and who works on what? The eye meets the sentence, then the office. */
"use client";
import { type ReactNode, useMemo } from "react";
import { toWords } from "../../lib/api";
import { toMark } from "../../lib/format/text";
import type { Problem } from "../../lib/problem";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass, Key } from "../../ui/button";
import { Link } from "../../ui/link";
import { Region, Trouble } from "../../ui/region";
import { useNeedCount } from "../needs/use-needs";
import { Scene } from "../scene/scene";
import { Logins } from "../spend/logins";
import { useWelcome } from "../start/welcome";
import { AgentCard } from "./agent-card";
import { AgentInspector } from "./agent-inspector";
import { CameBack } from "./came-back";
import { EmptyOffice } from "./empty-office";
import { Missions } from "./missions";
import { NeedsColumn } from "./needs-column";
import { sentence } from "./state";
import { SubAgentCard } from "./sub-agent-card";
import { type Home as HomeData, useHome } from "./use-home";

export function Home() {
  useWelcome();
  const home = useHome();
  const [current, setCurrent] = useParam("agent");
  if (!home.isReady) return <p className="sr-only">{words.common.reading}</p>;
  const agent = home.agents.find(({ id }) => id === current);
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className="@container min-h-0 min-w-0 flex-1 overflow-auto">
        <Hero home={home} />
        <div className="grid grid-cols-1 border-y border-n-4 @4xl:grid-cols-[minmax(0,1fr)_368px]">
          <Region name={words.home.regions.office}>
            <Known problem={home.problems.office}>
              <OfficeScene home={home} current={current} onCurrent={setCurrent} />
            </Known>
          </Region>
          <Region name={words.home.regions.needs}>
            <NeedsColumn home={home} />
          </Region>
        </div>
        <div className="px-4 pb-10 md:px-8">
          <Region name={words.home.regions.missions}>
            <Known problem={home.problems.missions}>
              <Missions missions={home.missions} agents={home.agents} />
            </Known>
          </Region>
          <Region name={words.home.regions.cameBack}>
            <CameBack names={home.facts.agents} />
          </Region>
          <Region name={words.spend.logins.title}>
            <Logins />
          </Region>
        </div>
      </div>
      {agent && (
        <Region key={agent.id} name={words.home.regions.agent}>
          <AgentInspector agent={agent} home={home} onClose={() => setCurrent("")} />
        </Region>
      )}
    </div>
  );
}

/** A part of the page, or why it cannot be shown: the other parts stay. */
function Known({ problem, children }: { problem: Problem | undefined; children: ReactNode }) {
  return problem === undefined ? children : <Trouble text={toWords(problem.error)} retry={problem.retry} />;
}

function OfficeScene(props: { home: HomeData; current: string; onCurrent: (id: string) => void }) {
  const { agents, facts, missions } = props.home;
  const teams = useMemo(
    () => Object.entries(facts.teams).map(([id, { name }]) => ({ id, name })),
    [facts.teams],
  );
  const model = useMemo(() => ({ teams, agents }), [teams, agents]);
  if (agents.length === 0) return <EmptyOffice />;
  return (
    <Scene
      model={model}
      current={props.current}
      onCurrent={props.onCurrent}
      card={(agent) => <AgentCard agent={agent} missions={missions} />}
      helperCard={(part, of) => <SubAgentCard part={part} of={of} />}
    />
  );
}

function Hero({ home }: { home: HomeData }) {
  const isKnown = home.problems.needs === undefined;
  const count = useNeedCount() ?? 0;
  const needs = isKnown ? count : 0;
  const working = home.agents.filter(({ state }) => state === "running").length;
  const said = sentence({
    needs: isKnown ? needs : undefined,
    working: home.problems.missions === undefined ? working : undefined,
    subAgents: home.agents.reduce((sum, { helpers }) => sum + helpers.length, 0),
    agents: home.problems.office === undefined ? home.agents.length : undefined,
  });
  return (
    <div className="flex items-end gap-6 px-4 pt-4 pb-3.5 md:px-8 md:pt-6 md:pb-5">
      <h1
        className="grow text-22 font-bold tracking-[-0.03em] text-balance text-n-10 md:text-28"
        aria-live="polite"
      >
        {needs > 0 && (
          <mark className="mr-0.5 rounded-[3px] bg-accent px-1.5 text-accent-ink">{toMark(needs)}</mark>
        )}
        {needs > 0 && " "}
        {said.needs} <em className="font-medium text-n-7 not-italic">{said.rest}</em>
      </h1>
      <Link href="/chat?new=1" className={`${buttonClass("go")} max-md:hidden`}>
        {words.home.newMessage} <Key>C</Key>
      </Link>
    </div>
  );
}
