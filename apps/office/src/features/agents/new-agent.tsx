/** A new agent: as one of the starter teams, or with a name and a role of its own; and who runs it. */
"use client";
import { type FormEvent, useState } from "react";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { Field, useChecks } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import { useProviders } from "../providers/queries";
import { useSetup } from "../start/queries";
import { idFrom } from "./agent-state";
import { AgentTemplates } from "./agent-templates";
import { ModelInput } from "./model-input";
import { addCommand, type NewAgentFields } from "./new-agent-fields";
import { useCreateAgent } from "./queries";

interface Props {
  taken: Agents;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewAgent({ taken, onClose, onAdded }: Props) {
  const known = useProviders().data;
  const setup = useSetup().data;
  const create = useCreateAgent();
  const [template, setTemplate] = useState("");
  const [typed, setName] = useState("");
  const [role, setRole] = useState("");
  const [chosen, setProvider] = useState("");
  const [model, setModel] = useState("");
  const teams = setup?.teams.filter(({ id }) => id !== "demo") ?? [];
  const start = teams.flatMap(({ agents }) => agents).find((one) => one.template === template);
  const providers = known?.providers ?? {};
  // The one that new agents get, else one that this machine can use now.
  const provider = chosen || known?.default || setup?.suggested.provider || Object.keys(providers)[0] || "";
  const name = typed.trim() || (start?.name ?? "");
  const id = idFrom(name, taken, start?.id);
  const fields: NewAgentFields = { id, name, provider, model: model.trim(), role: role.trim(), template };
  const [wrong, check] = useChecks({
    name: name === "" ? words.agents.add.noName : undefined,
    provider: provider === "" ? words.agents.add.noProvider : undefined,
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    if (!check(event)) return;
    create.mutate(fields, {
      onSuccess: () => {
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
      commands={["tinyagi agent templates", addCommand(fields)]}
      verb={words.agents.add.submit}
      isBusy={create.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <AgentTemplates teams={teams} value={template} onChange={setTemplate} />
      <TextField
        label={words.agents.fields.name}
        error={wrong.name}
        data-autofocus
        aria-required={start === undefined}
        maxLength={100}
        value={typed}
        placeholder={start?.name ?? words.agents.add.namePlaceholder}
        onValue={setName}
      />
      <TextField
        label={words.agents.fields.role}
        isOptional
        value={role}
        maxLength={500}
        placeholder={start?.role ?? words.agents.add.rolePlaceholder}
        onValue={setRole}
      />
      <div className="grid gap-3 md:grid-cols-2">
        <SelectField
          label={words.agents.fields.provider}
          error={wrong.provider}
          options={Object.entries(providers).map(([value, one]) => ({ value, name: one.name }))}
          value={provider}
          onValue={setProvider}
        />
        <Field label={words.agents.fields.model} isOptional>
          {(marks) => (
            <ModelInput
              {...marks}
              provider={provider}
              value={model}
              placeholder={providers[provider]?.model ?? words.agents.limits.defaultModel}
              onModel={setModel}
              className="h-8 min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
            />
          )}
        </Field>
      </div>
      <p className="text-12 text-n-7">
        {words.agents.add.calledBefore} <b className="font-mono font-medium text-n-10">@{id}</b>
        {words.agents.add.calledAfter}
      </p>
    </FormDialog>
  );
}
