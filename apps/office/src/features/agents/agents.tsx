/** Agents. Its question: who works on what, and who needs help? The eye meets the faces, then the work in words, then money. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, withoutNames } from "../../lib/format/text";
import { useCreateKey } from "../../lib/use-create-key";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Empty, Region, Trouble } from "../../ui/region";
import { type Column, Table } from "../../ui/table";
import { isLive } from "../home/state";
import { useHome } from "../home/use-home";
import { AgentInspector } from "./agent-inspector";
import { agentsSentence, type Member } from "./agent-state";
import { NewAgent } from "./new-agent";
import { useProviders, useSpendByAgent } from "./queries";

export function Agents() {
  const home = useHome();
  const [current, setCurrent] = useParam("agent");
  const [isAdding, setAdding] = useState(false);
  useCreateKey(() => setAdding(true));
  const spend = useSpendByAgent().data;
  const members: readonly Member[] = home.agents.flatMap((agent) => {
    const config = home.facts.agents[agent.id];
    if (config === undefined) return [];
    const run = home.facts.runs.find((one) => one.agent === agent.id && isLive(one));
    const mission = home.missions.find(({ conversation }) => conversation.id === run?.conversationId);
    const works = oneLine(withoutNames(mission?.conversation.text ?? ""), 120);
    const team = home.facts.teams[agent.team ?? ""]?.name;
    return [{ ...agent, team, config, line: agent.line || works, usd: spend?.get(agent.id) }];
  });
  const open = members.find(({ id }) => id === current);
  const columns = useColumns();
  return (
    <>
      <PageHead title={words.agents.title} text={home.isReady ? agentsSentence(members) : ""}>
        <Button kind="go" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          <span className="max-md:sr-only">{words.agents.newAgent}</span>
          <span className="max-md:hidden">
            <Key>C</Key>
          </span>
        </Button>
      </PageHead>
      {home.error && <Trouble text={wordsOf(home.error)} retry={home.retry} />}
      <div className="flex min-h-0 flex-1">
        <Region name={words.agents.theAgents}>
          {home.isReady && (
            <Table
              label={words.agents.title}
              columns={columns}
              rows={members}
              keyOf={({ id }) => id}
              current={current}
              onCurrent={setCurrent}
              onOpen={setCurrent}
              rowHeight={56}
              empty={<NoAgents onAdd={() => setAdding(true)} />}
            />
          )}
        </Region>
        {open !== undefined && <AgentInspector key={open.id} member={open} onClose={() => setCurrent("")} />}
      </div>
      {isAdding && (
        <NewAgent
          taken={home.facts.agents}
          onClose={() => setAdding(false)}
          onAdded={(id) => setCurrent(id)}
        />
      )}
    </>
  );
}

function NoAgents({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty title={words.agents.empty.title} text={words.agents.empty.text}>
      <Button kind="go" onClick={onAdd}>
        {words.agents.newAgent}
      </Button>
    </Empty>
  );
}

function useColumns(): readonly Column<Member>[] {
  const providers = useProviders().data?.providers ?? {};
  return [
    {
      key: "agent",
      head: words.agents.agent,
      width: "minmax(0,1.4fr)",
      cell: ({ id, name, state, config }) => (
        <span className="flex min-w-0 items-center gap-3">
          <Face id={id} size={40} state={state} />
          <span className="min-w-0">
            <b className="block truncate text-14 font-semibold text-n-10">{oneLine(name, 60)}</b>
            <span className="block truncate text-12 text-n-7">
              {oneLine(providers[config.provider]?.name ?? config.provider, 40)}
              {config.model !== "" && `, ${oneLine(config.model, 40)}`}
            </span>
          </span>
        </span>
      ),
    },
    {
      key: "state",
      head: words.agents.heads.state,
      width: "92px",
      cell: ({ state }) => <StateMark state={state} />,
    },
    {
      key: "work",
      head: words.agents.heads.work,
      width: "minmax(0,1.4fr)",
      wideOnly: true,
      cell: ({ line, config }) => <span className="text-n-7">{line || oneLine(config.role ?? "", 100)}</span>,
    },
    {
      key: "team",
      head: words.agents.heads.team,
      width: "minmax(0,0.6fr)",
      wideOnly: true,
      cell: ({ team }) => oneLine(team ?? "", 40),
    },
    {
      key: "money",
      head: words.agents.heads.today,
      width: "72px",
      wideOnly: true,
      align: "right",
      cell: ({ usd }) => (usd === undefined ? null : <MoneyChip usd={usd} />),
    },
  ];
}
