/** A new agent: as one of the starter teams, or with a name and a role of its own; and who runs it. */
"use client";
import type { FormEvent } from "react";
import { oneLine } from "../../lib/format/text";
import type { Agents } from "../../lib/queries";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { Field, useChecks } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import { useProviders } from "../providers/queries";
import { useSetup } from "../start/queries";
import { useWorkers } from "../workers/queries";
import { idFrom } from "./agent-state";
import { AgentTemplates } from "./agent-templates";
import { ModelInput } from "./model-input";
import { addCommands, type NewAgentFields } from "./new-agent-fields";
import { useCreateAgent } from "./queries";

const EMPTY = { template: "", name: "", role: "", provider: "", model: "", place: "" };

interface Props {
  taken: Agents;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewAgent({ taken, onClose, onAdded }: Props) {
  const { edits, discard, typed, set, fields, start, teams, providers, places } = useNewAgent(taken);
  const create = useCreateAgent();
  const { id, name, provider } = fields;
  const [wrong, check] = useChecks({
    name: name === "" ? words.agents.add.noName : undefined,
    provider: provider === "" ? words.agents.add.noProvider : undefined,
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    if (!check(event)) return;
    create.mutate(fields, {
      onSuccess: () => {
        discard();
        onClose();
        onAdded(id);
        showToast(words.agents.add.done);
      },
    });
  }
  return (
    <FormDialog
      title={words.agents.newAgent}
      face={<Face id={id} size={40} />}
      error={create.error}
      commands={["tinyagi agent templates", ...addCommands(fields)]}
      verb={words.agents.add.submit}
      isBusy={create.isPending}
      onSubmit={submit}
      onClose={onClose}
      onDiscard={edits && discard}
    >
      <AgentTemplates teams={teams} value={typed.template} onChange={set("template")} />
      <TextField
        label={words.agents.fields.name}
        error={wrong.name}
        data-autofocus
        aria-required={start === undefined}
        maxLength={100}
        value={typed.name}
        placeholder={start?.name ?? words.agents.add.namePlaceholder}
        onValue={set("name")}
      />
      <TextField
        label={words.agents.fields.role}
        isOptional
        value={typed.role}
        maxLength={500}
        placeholder={start?.role ?? words.agents.add.rolePlaceholder}
        onValue={set("role")}
      />
      <div className="grid gap-3 md:grid-cols-2">
        <SelectField
          label={words.agents.fields.provider}
          error={wrong.provider}
          options={Object.entries(providers).map(([value, one]) => ({ value, name: one.name }))}
          value={provider}
          onValue={set("provider")}
        />
        <Field label={words.agents.fields.model} isOptional>
          {(marks) => (
            <ModelInput
              {...marks}
              provider={provider}
              value={typed.model}
              placeholder={providers[provider]?.model ?? words.agents.limits.defaultModel}
              onModel={set("model")}
              className="h-8 min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
            />
          )}
        </Field>
      </div>
      <PlaceField places={places} value={fields.place} onValue={set("place")} />
      <p className="text-12 text-n-7">
        {words.agents.add.calledBefore} <b className="font-mono font-medium text-n-10">@{id}</b>
        {words.agents.add.calledAfter}
      </p>
    </FormDialog>
  );
}

interface PlaceProps {
  places: readonly string[];
  value: string;
  onValue: (value: string) => void;
}

/** On which machine it works. Nothing while there is only this one. */
function PlaceField({ places, value, onValue }: PlaceProps) {
  if (places.length === 0) return null;
  const here = { value: "", name: words.workers.place.here };
  const options = [here, ...places.map((name) => ({ value: name, name: oneLine(name, 64) }))];
  return <SelectField label={words.workers.place.title} options={options} value={value} onValue={onValue} />;
}

/** What is typed, and the agent that it makes: a template and this machine fill what is left open. */
function useNewAgent(taken: Agents) {
  const known = useProviders().data;
  const setup = useSetup().data;
  const places = (useWorkers().data?.workers ?? []).filter(({ online }) => online).map(({ name }) => name);
  const { edits, fields: typed, edit, discard } = useEdits("new-agent", EMPTY);
  const { template } = typed;
  const teams = setup?.teams.filter(({ id }) => id !== "demo") ?? [];
  const start = teams.flatMap(({ agents }) => agents).find((one) => one.template === template);
  const providers = known?.providers ?? {};
  // The one that new agents get, else one that this machine can use now.
  const usual = known?.default || setup?.suggested.provider || Object.keys(providers)[0] || "";
  const name = typed.name.trim() || (start?.name ?? "");
  const fields: NewAgentFields = {
    id: idFrom(name, taken, start?.id),
    name,
    provider: typed.provider || usual,
    model: typed.model.trim(),
    role: typed.role.trim(),
    template,
    // One that was removed or went away meanwhile is chosen no more.
    place: places.some((place) => place === typed.place) ? typed.place : "",
  };
  const set = (field: keyof typeof typed) => (value: string) => edit({ [field]: value });
  return { edits, discard, typed, set, fields, start, teams, providers, places };
}
