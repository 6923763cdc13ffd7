/** A new team: of agents that exist, or of new ones from a template. */
"use client";
import type { FormEvent } from "react";
import { oneLine } from "../../lib/format/text";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { useChecks, Wrong } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import { idFrom } from "../agents/agent-state";
import type { Home } from "../home/use-home";
import { useProviders } from "../providers/queries";
import { useSetup } from "../start/queries";
import type { StarterTeam } from "../start/steps";
import { type NewTeamPlan, useCreateTeam } from "./queries";

const OWN = "own";
const WRONG_MEMBERS = "new-team-members";
const EMPTY = { kind: "", name: "", members: [] as readonly string[], provider: "" };

interface Props {
  home: Home;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewTeam({ home, onClose, onAdded }: Props) {
  const templates = useSetup().data?.teams.filter(({ id }) => id !== "demo") ?? [];
  const { edits, fields, edit, discard } = useEdits("new-team", EMPTY);
  const { kind: picked, name: typed, members: chosen, provider } = fields;
  const providers = useProviders().data;
  const create = useCreateTeam();
  const kind = picked || (home.agents.length === 0 ? (templates[0]?.id ?? OWN) : OWN);
  const template = templates.find(({ id }) => id === kind);
  const name = typed.trim() || (template?.name ?? "");
  const id = idFrom(name, { ...home.facts.agents, ...home.facts.teams }, template?.id);
  const by = provider || providers?.default || Object.keys(providers?.providers ?? {})[0] || "";
  const plan: NewTeamPlan =
    template === undefined ? { id, name, agents: chosen } : { id, name, team: template.id, provider: by };
  const say = words.teams.add;
  const [wrong, check] = useChecks({
    name: name === "" ? say.noName : undefined,
    members: template === undefined && chosen.length === 0 ? say.noMembers : undefined,
    provider: template !== undefined && by === "" ? words.agents.add.noProvider : undefined,
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    if (!check(event)) return;
    create.mutate(plan, {
      onSuccess: () => {
        discard();
        onClose();
        onAdded(id);
        showToast(words.teams.add.done);
      },
    });
  }
  return (
    <FormDialog
      title={words.teams.newTeam}
      error={create.error}
      commands={[
        template === undefined
          ? `tinyagi team add ${id} --agents ${chosen.join(",") || "…"} --leader ${chosen[0] ?? "…"}`
          : `tinyagi team add ${id} --template ${template.id} --provider ${by}`,
      ]}
      verb={words.teams.add.submit}
      isBusy={create.isPending}
      onSubmit={submit}
      onClose={onClose}
      onDiscard={edits && discard}
    >
      <TextField
        label={words.teams.name}
        error={wrong.name}
        data-autofocus
        aria-required={template === undefined}
        maxLength={100}
        value={typed}
        placeholder={template?.name ?? say.namePlaceholder}
        onValue={(name) => edit({ name })}
      />
      <Kinds templates={templates} value={kind} onChange={(kind) => edit({ kind })} />
      {template === undefined ? (
        <Choice home={home} chosen={chosen} wrong={wrong.members} onChange={(members) => edit({ members })} />
      ) : (
        <>
          <Roles template={template} />
          <SelectField
            label={say.provider}
            error={wrong.provider}
            options={Object.entries(providers?.providers ?? {}).map(([value, one]) => ({
              value,
              name: one.name,
            }))}
            value={by}
            onValue={(provider) => edit({ provider })}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Who is in a team that is made from a template. */
function Roles({ template }: { template: StarterTeam }) {
  return (
    <ul className="grid gap-1.5 text-13">
      {template.agents.map((agent) => (
        <li key={agent.id} className="flex items-center gap-2.5">
          <Face id={agent.id} />
          <b className="font-medium whitespace-nowrap text-n-10">{agent.name}</b>
          <span className="truncate text-12 text-n-7">
            {agent.id === template.leader ? words.teams.add.leadsWith(agent.role) : agent.role}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Kinds(props: {
  templates: readonly StarterTeam[];
  value: string;
  onChange: (kind: string) => void;
}) {
  const { templates, value, onChange } = props;
  const own = { id: OWN, name: words.teams.add.own, summary: words.teams.add.ownText };
  return (
    <fieldset className="grid grid-cols-2 gap-2 [&>label]:min-w-0">
      <legend className="sr-only">{words.teams.add.startWith}</legend>
      {[own, ...templates].map(({ id, name, summary }) => (
        <label
          key={id}
          className="min-h-14 cursor-pointer rounded-m border border-n-4 px-3 py-2 text-13 has-checked:border-n-10 has-checked:ring-3 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-4"
        >
          <input
            type="radio"
            name="kind"
            value={id}
            checked={value === id}
            onChange={() => onChange(id)}
            className="sr-only"
          />
          <b className="block font-medium text-n-10">{name}</b>
          <span className="block text-12 text-n-7">{summary}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Choice(props: {
  home: Home;
  chosen: readonly string[];
  wrong: string | undefined;
  onChange: (ids: readonly string[]) => void;
}) {
  const { home, chosen, wrong, onChange } = props;
  if (home.agents.length === 0)
    return wrong === undefined ? (
      <p className="text-13 text-n-7">{words.teams.add.noAgents}</p>
    ) : (
      <Wrong>{words.teams.add.noAgents}</Wrong>
    );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <fieldset className="max-h-56 min-w-0 overflow-auto rounded-m border border-n-4 px-2 py-1 text-13">
        <legend className="px-1 text-12 text-n-7">{words.teams.add.members}</legend>
        {home.agents.map(({ id, name }, i) => (
          <label key={id} className="flex min-h-9 items-center gap-2.5 max-md:min-h-11">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              aria-invalid={(wrong !== undefined && i === 0) || undefined}
              aria-describedby={wrong === undefined ? undefined : WRONG_MEMBERS}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
              className="size-4 accent-n-10"
            />
            <Face id={id} />
            <span className="min-w-0 truncate">{oneLine(name, 60)}</span>
            {chosen[0] === id && <span className="text-12 text-n-7">{words.teams.leads}</span>}
          </label>
        ))}
      </fieldset>
      {wrong !== undefined && <Wrong id={WRONG_MEMBERS}>{wrong}</Wrong>}
    </div>
  );
}
