/** A new agent: as one of the starter teams, or with a name and a role of its own; and who runs it. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { FIELD, Field, useChecks, Wrong } from "../../ui/field";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
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
  const served = providers[provider];
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
    <Dialog label={words.agents.newAgent} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        noValidate
        onSubmit={submit}
      >
        <h2 className="flex items-center gap-3 text-20 font-bold tracking-tight text-n-10">
          <Face id={id} size={40} />
          {words.agents.newAgent}
        </h2>
        <AgentTemplates teams={teams} value={template} onChange={setTemplate} />
        <Field label={words.agents.fields.name} error={wrong.name}>
          {(marks) => (
            <input
              {...marks}
              data-autofocus
              aria-required={start === undefined}
              maxLength={100}
              value={typed}
              autoComplete="off"
              placeholder={start?.name ?? words.agents.add.namePlaceholder}
              onChange={(event) => setName(event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <Field label={words.agents.fields.role} isOptional>
          {(marks) => (
            <input
              {...marks}
              value={role}
              maxLength={500}
              autoComplete="off"
              placeholder={start?.role ?? words.agents.add.rolePlaceholder}
              onChange={(event) => setRole(event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <div className="grid gap-3 md:grid-cols-2">
          <Field label={words.agents.fields.provider} error={wrong.provider}>
            {(marks) => (
              <Select
                {...marks}
                label={words.agents.fields.provider}
                options={Object.entries(providers).map(([value, one]) => ({ value, name: one.name }))}
                value={provider}
                onChange={(event) => setProvider(event.target.value)}
              />
            )}
          </Field>
          <Field label={words.agents.fields.model} isOptional>
            {(marks) => (
              <ModelInput
                {...marks}
                provider={provider}
                value={model}
                placeholder={served?.model ?? words.agents.limits.defaultModel}
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
        {create.error && <Wrong>{wordsOf(create.error)}</Wrong>}
        <Terminal commands={["tinyagi agent templates", addCommand(fields)]} />
        <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end gap-2 border-t border-n-3 bg-n-0 px-6 py-3">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={create.isPending}>
            {words.agents.add.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
