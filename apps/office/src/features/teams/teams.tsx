/**
 * Teams. Its question: who works with whom, and who leads? The eye meets the teams with the faces of their members, then
 * what each does now. The address says which view and which team are open.
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
import { NewTeam } from "./new-team";
import { useMovedTeams } from "./queries";
import { TeamInspector } from "./team-inspector";
import { teamsSentence } from "./team-state";
import { TeamViews } from "./team-views";

const VIEWS = ["teams", "chart"] as const;

export function Teams() {
  const home = useHome();
  const { office } = home.problems;
  const work = home.problems.missions ?? home.problems.needs;
  const { cannotRead } = words.common.errors;
  const [view, setView] = useView("teams", VIEWS);
  const [current, setCurrent] = useParam("team");
  const [isAdding, setAdding] = useAdding(words.teams.newTeam);
  const teams = useMovedTeams(home.facts.teams);
  const isRead = office === undefined || Object.keys(teams).length > 0;
  const open = teams[current];
  const stuck = Object.values(teams)
    .filter(({ agents }) =>
      home.agents.some(({ id, state }) => agents.includes(id) && (state === "failed" || state === "waiting")),
    )
    .map(({ name }) => name);
  return (
    <>
      <PageHead
        title={words.teams.title}
        text={home.isReady && isRead ? teamsSentence(teams, home.agents.length, stuck) : ""}
      >
        <Segmented
          label={words.teams.view}
          choices={VIEWS.map((value) => ({
            value,
            name: value === "chart" ? words.teams.chart : words.teams.title,
          }))}
          value={view}
          onChange={setView}
        />
        <Button kind="go" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          <span className="max-md:sr-only">{words.teams.newTeam}</span>
          <span className="max-md:hidden">
            <Key>C</Key>
          </span>
        </Button>
      </PageHead>
      {office && (
        <Trouble
          text={cannotRead(isRead ? words.agents.theAgents : words.teams.theTeams, toWords(office.error))}
          retry={office.retry}
        />
      )}
      {office === undefined && work && (
        <Trouble text={cannotRead(words.agents.theWork, toWords(work.error))} retry={work.retry} />
      )}
      <div className="flex min-h-0 flex-1">
        <Region name={words.teams.theTeams}>
          {home.isReady &&
            isRead &&
            (Object.keys(teams).length === 0 ? (
              <NoTeams onAdd={() => setAdding(true)} />
            ) : (
              <TeamViews
                teams={teams}
                agents={home.agents}
                isChart={view === "chart"}
                current={current}
                onOpen={setCurrent}
              />
            ))}
        </Region>
        {open !== undefined && (
          <TeamInspector key={current} id={current} team={open} onClose={() => setCurrent("")} />
        )}
      </div>
      {isAdding && <NewTeam home={home} onClose={() => setAdding(false)} onAdded={(id) => setCurrent(id)} />}
    </>
  );
}

function NoTeams({ onAdd }: { onAdd: () => void }) {
  return (
    <div className="min-h-0 flex-1 px-4 md:px-8">
      <Empty title={words.teams.empty.title} text={words.teams.empty.text}>
        <Button kind="go" onClick={onAdd}>
          {words.teams.newTeam}
        </Button>
      </Empty>
    </div>
  );
}
