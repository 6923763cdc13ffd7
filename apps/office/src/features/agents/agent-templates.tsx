/** What a new agent begins as: nobody in particular, or an agent of a starter team with its instructions. */
"use client";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import type { StarterTeam } from "../start/steps";

export function AgentTemplates(props: {
  teams: readonly StarterTeam[];
  /** Empty for an agent of its own. */
  value: string;
  onChange: (template: string) => void;
}) {
  const { teams, value, onChange } = props;
  return (
    <fieldset className="max-h-60 min-w-0 overflow-auto rounded-m border border-n-4 px-2 py-1 text-13">
      <legend className="px-1 text-12 text-n-7">{words.agents.add.startAs}</legend>
      <Choice
        name={words.agents.add.own}
        role={words.agents.add.ownText}
        value=""
        at={value}
        onPick={onChange}
      />
      {teams.map((team) => (
        <div key={team.id}>
          <p className="pt-2 pb-0.5 text-11 font-semibold text-n-7" aria-hidden="true">
            {team.name}
          </p>
          {team.agents.map(({ id, name, role, template }) => (
            <Choice key={id} {...{ name, role, face: id }} value={template} at={value} onPick={onChange} />
          ))}
        </div>
      ))}
    </fieldset>
  );
}

function Choice(props: {
  name: string;
  role: string;
  face?: string;
  value: string;
  at: string;
  onPick: (template: string) => void;
}) {
  const { name, role, face, value, at, onPick } = props;
  return (
    <label className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-s px-1 hover:bg-n-1 has-checked:bg-accent-soft has-focus-visible:outline-2 max-md:min-h-11">
      <input
        type="radio"
        name="template"
        value={value}
        checked={value === at}
        onChange={() => onPick(value)}
        className="size-4 flex-none accent-n-10"
      />
      {face !== undefined && <Face id={face} />}
      <b className="font-medium whitespace-nowrap text-n-10">{name}</b>
      <span className="min-w-0 truncate text-12 text-n-7" title={role}>
        {role}
      </span>
    </label>
  );
}
