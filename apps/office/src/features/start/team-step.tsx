/** Which team begins. A team is a leader and the agents it may ask; everything can be changed later. */
"use client";
import { toWords } from "../../lib/api";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Face } from "../../ui/face";
import { Terminal } from "../../ui/terminal";
import { useSetUpTeam } from "./queries";
import { StepFrame } from "./step-frame";
import { pickProvider, type Setup, type StarterTeam, teamOf } from "./steps";

export function TeamStep(props: { setup: Setup; onNext: () => void; onBack: () => void }) {
  const { setup, onNext, onBack } = props;
  const [chosen, setChosen] = useParam("team");
  const [wanted] = useParam("provider");
  const [, setTo] = useParam("to");
  const make = useSetUpTeam();
  const team = teamOf(setup, chosen);
  const provider = pickProvider(setup, wanted);
  function use(): void {
    make.mutate(
      { team, provider },
      {
        onSuccess: (made) => {
          setTo(made.team);
          onNext();
        },
      },
    );
  }
  return (
    <StepFrame
      title={words.start.team.title}
      text={provider === "demo" ? words.start.team.demo : words.start.team.text}
      actions={
        <>
          <Button kind="go" disabled={make.isPending} onClick={use}>
            {words.start.team.use}
          </Button>
          <Button kind="bare" onClick={onBack}>
            {words.start.back}
          </Button>
          <Button kind="bare" disabled={make.isPending} onClick={onNext}>
            {words.start.skip}
          </Button>
        </>
      }
    >
      <fieldset>
        <legend className="sr-only">{words.start.team.label}</legend>
        {setup.teams.map((one) => (
          <Choice key={one.id} team={one} isChosen={one.id === team} onChoose={() => setChosen(one.id)} />
        ))}
      </fieldset>
      {make.error && (
        <p role="alert" className="mt-2 text-12 text-failed">
          {toWords(make.error)}
        </p>
      )}
      <Terminal commands={[`tinyagi setup --template ${team} --provider ${provider}`]} />
    </StepFrame>
  );
}

function Choice(props: { team: StarterTeam; isChosen: boolean; onChoose: () => void }) {
  const { id, name, summary, agents } = props.team;
  return (
    <label className="flex min-h-16 cursor-pointer flex-wrap items-center gap-x-4 gap-y-2 border-b border-n-3 py-3 text-13 has-checked:bg-n-1 has-focus-visible:outline-2">
      <input
        type="radio"
        name="team"
        value={id}
        checked={props.isChosen}
        onChange={props.onChoose}
        className="size-4 flex-none accent-n-10"
      />
      <span className="min-w-0 grow basis-48">
        <b className="block text-14 font-semibold text-n-10">{name}</b>
        <span className="block text-n-7">{summary}</span>
        {props.isChosen && (
          <span className="mt-1.5 grid gap-0.5 text-12 text-n-8">
            {agents.map((agent) => (
              <span key={agent.id}>
                <b className="font-medium text-n-10">{agent.name}</b>
                {words.start.team.does(agent.role)}
              </span>
            ))}
          </span>
        )}
      </span>
      <span className="flex gap-1">
        {agents.map((agent) => (
          <span key={agent.id} title={agent.name}>
            <Face id={agent.id} size={24} />
          </span>
        ))}
      </span>
    </label>
  );
}
