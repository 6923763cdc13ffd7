/** A new team: of agents that exist, or of new ones from a template. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { idFrom } from "../agents/agent-state";
import { useProviders } from "../agents/queries";
import type { Home } from "../home/use-home";
import { useCreateTeam } from "./queries";
import { planOf, TEMPLATES, type TeamPlan } from "./templates";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";
const OWN = "own";

interface Props {
  home: Home;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewTeam({ home, onClose, onAdded }: Props) {
  const [kind, setKind] = useState(home.agents.length === 0 ? (TEMPLATES[0]?.key ?? OWN) : OWN);
  const [typed, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [provider, setProvider] = useState("");
  const providers = useProviders().data;
  const create = useCreateTeam();
  const template = TEMPLATES.find(({ key }) => key === kind);
  const name = typed.trim() || (template?.name ?? "");
  const taken = { ...home.facts.agents, ...home.facts.teams };
  const plan: TeamPlan =
    template === undefined
      ? { id: idFrom(name, taken), name, agents: [...chosen], leader: chosen[0] ?? "", newcomers: [] }
      : planOf(template, name, taken);
  const by = provider || providers?.default || Object.keys(providers?.providers ?? {})[0] || "";
  const isReady = name !== "" && plan.agents.length > 0 && (template === undefined || by !== "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isReady) return;
    create.mutate(
      { ...plan, provider: by },
      {
        onSuccess: () => {
          onClose();
          onAdded(plan.id);
          showToast("Team created");
        },
      },
    );
  }
  return (
    <Dialog label="New team" place="sheet" onClose={onClose}>
      <form className="grid max-h-[80dvh] gap-3 overflow-auto p-6" onSubmit={submit}>
        <h2 className="text-20 font-bold tracking-tight text-n-10">New team</h2>
        <input
          autoFocus
          maxLength={100}
          value={typed}
          autoComplete="off"
          aria-label="Name"
          placeholder={template?.name ?? "Name, such as Product"}
          onChange={(event) => setName(event.target.value)}
          className={FIELD}
        />
        <Kinds value={kind} onChange={setKind} />
        {template === undefined ? (
          <Choice home={home} chosen={chosen} onChange={setChosen} />
        ) : (
          <>
            <ul className="grid gap-1.5 text-13">
              {plan.newcomers.map(({ id, name: called, role }, i) => (
                <li key={id} className="flex items-center gap-2.5">
                  <Face id={id} />
                  <b className="font-medium whitespace-nowrap text-n-10">{called}</b>
                  <span className="truncate text-12 text-n-7">{i === 0 ? `Leads. ${role}` : role}</span>
                </li>
              ))}
            </ul>
            <Select
              label="Provider"
              options={Object.entries(providers?.providers ?? {}).map(([value, one]) => ({
                value,
                name: one.name,
              }))}
              value={by}
              onChange={(event) => setProvider(event.target.value)}
            />
          </>
        )}
        {create.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(create.error)}
          </p>
        )}
        <Terminal
          commands={[
            ...plan.newcomers.map(({ id }) => `tinyagi agent add ${id} --provider ${by}`),
            `tinyagi team add ${plan.id} --agents ${plan.agents.join(",") || "…"} --leader ${plan.leader || "…"}`,
          ]}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="go" disabled={!isReady || create.isPending}>
            Create team
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Kinds({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  const kinds = [{ key: OWN, name: "Your own agents", text: "Choose them below" }, ...TEMPLATES];
  return (
    <fieldset className="grid grid-cols-2 gap-2">
      <legend className="sr-only">Start with</legend>
      {kinds.map(({ key, name, text }) => (
        <label
          key={key}
          className="min-h-14 cursor-pointer rounded-m border border-n-4 px-3 py-2 text-13 has-checked:border-n-10 has-checked:ring-3 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-4"
        >
          <input
            type="radio"
            name="kind"
            value={key}
            checked={value === key}
            onChange={() => onChange(key)}
            className="sr-only"
          />
          <b className="block font-medium text-n-10">{name}</b>
          <span className="block text-12 text-n-7">{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Choice(props: {
  home: Home;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const { home, chosen, onChange } = props;
  if (home.agents.length === 0)
    return <p className="text-13 text-n-7">There are no agents yet. Choose a template.</p>;
  return (
    <fieldset className="max-h-56 overflow-auto rounded-m border border-n-4 px-2 py-1 text-13">
      <legend className="px-1 text-12 text-n-7">Members. The first one that you choose leads.</legend>
      {home.agents.map(({ id, name }) => (
        <label key={id} className="flex min-h-9 items-center gap-2.5 max-md:min-h-11">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
            className="size-4 accent-n-10"
          />
          <Face id={id} />
          <span className="min-w-0 truncate">{oneLine(name, 60)}</span>
          {chosen[0] === id && <span className="text-12 text-n-7">leads</span>}
        </label>
      ))}
    </fieldset>
  );
}
