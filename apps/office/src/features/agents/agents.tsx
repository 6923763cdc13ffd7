/**
 * Agents. Its question: who works on what, and who needs help? The eye meets the faces, then the work in words, then
 * money. The address says what is shown, how, and which agent is open.
 */
"use client";
import { toWords } from "../../lib/api";
import { useAdding } from "../../lib/use-adding";
import { useParam } from "../../lib/use-param";
import { useView } from "../../lib/use-view";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Empty, Region, Trouble } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { useHome } from "../home/use-home";
import { AgentCards } from "./agent-cards";
import { AgentFilters } from "./agent-filters";
import { AgentInspector, NoSuchAgent } from "./agent-inspector";
import { agentsSentence, found, SHOWN } from "./agent-state";
import { AgentTable } from "./agent-table";
import { NewAgent } from "./new-agent";
import { useMembers } from "./use-members";

const VIEWS = ["cards", "table"] as const;
/** So many fit on one screen: with more, a reader searches. */
const CROWD = 12;

export function Agents() {
  const home = useHome();
  const { office } = home.problems;
  const work = home.problems.missions ?? home.problems.needs;
  const { cannotRead } = words.common.errors;
  const [view, setView] = useView("agents", VIEWS);
  const [current, setCurrent] = useParam("agent");
  const [text, setText] = useParam("q");
  const [state, setState] = useParam("state");
  const [isAdding, setAdding] = useAdding(words.agents.newAgent);
  const members = useMembers(home);
  // Without the teams there still are agents to show.
  const isRead = office === undefined || members.length > 0;
  const shown = SHOWN.find((one) => one === state) ?? "";
  const isFiltered = text.trim() !== "" || shown !== "";
  const rows = found(members, { text, shown });
  const open = members.find(({ id }) => id === current);
  const list = { members: rows, current, onCurrent: setCurrent };
  const nobody = isFiltered ? <NoneFound /> : <NoAgents onAdd={() => setAdding(true)} />;
  return (
    <>
      <PageHead title={words.agents.title} text={home.isReady && isRead ? agentsSentence(members) : ""}>
        <Segmented
          label={words.agents.view}
          choices={VIEWS.map((value) => ({ value, name: words.agents.views[value] }))}
          value={view}
          onChange={setView}
        />
        <Button kind="go" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          <span className="max-md:sr-only">{words.agents.newAgent}</span>
          <span className="max-md:hidden">
            <Key>C</Key>
          </span>
        </Button>
      </PageHead>
      {office && (
        <Trouble
          text={cannotRead(words.agents[isRead ? "theWork" : "theAgents"], toWords(office.error))}
          retry={office.retry}
        />
      )}
      {office === undefined && work && (
        <Trouble text={cannotRead(words.agents.theWork, toWords(work.error))} retry={work.retry} />
      )}
      {(isFiltered || members.length > CROWD) && (
        <AgentFilters members={members} text={text} shown={shown} onText={setText} onShown={setState} />
      )}
      <div className="flex min-h-0 flex-1">
        <Region name={words.agents.theAgents}>
          {home.isReady &&
            isRead &&
            (view === "table" ? (
              <AgentTable {...list} empty={nobody} />
            ) : rows.length === 0 ? (
              <div className="min-w-0 flex-1 px-4 md:px-8">{nobody}</div>
            ) : (
              <AgentCards {...list} />
            ))}
        </Region>
        {open !== undefined && <AgentInspector key={open.id} member={open} onClose={() => setCurrent("")} />}
        {open === undefined && current !== "" && home.isReady && office === undefined && (
          <NoSuchAgent id={current} onClose={() => setCurrent("")} />
        )}
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

/** No agent matches: one button takes the filters back. */
function NoneFound() {
  const [, setText] = useParam("q");
  const [, setState] = useParam("state");
  function showAll(): void {
    setText("");
    setState("");
  }
  return (
    <Empty title={words.agents.noneFound.title} text={words.agents.noneFound.text}>
      <Button onClick={showAll}>{words.agents.noneFound.all}</Button>
    </Empty>
  );
}
