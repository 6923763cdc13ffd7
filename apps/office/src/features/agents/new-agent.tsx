/** A new agent: as one of the starter teams, or with a name and a role of its own; and who runs it. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { useSetup } from "../start/queries";
import { idFrom } from "./agent-state";
import { AgentTemplates } from "./agent-templates";
import { addCommand, type NewAgentFields } from "./new-agent-fields";
import { useCreateAgent, useProviders } from "./queries";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";
const MODELS = "new-agent-models";

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
  const id = idFrom(name, taken);
  const fields: NewAgentFields = { id, name, provider, model: model.trim(), role: role.trim(), template };
  const isReady = name !== "" && provider !== "";
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isReady) return;
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
        onSubmit={submit}
      >
        <h2 className="flex items-center gap-3 text-20 font-bold tracking-tight text-n-10">
          <Face id={id} size={40} />
          {words.agents.newAgent}
        </h2>
        <AgentTemplates teams={teams} value={template} onChange={setTemplate} />
        <input
          data-autofocus
          required={start === undefined}
          maxLength={100}
          value={typed}
          autoComplete="off"
          aria-label={words.agents.fields.name}
          placeholder={start?.name ?? words.agents.add.namePlaceholder}
          onChange={(event) => setName(event.target.value)}
          className={FIELD}
        />
        <input
          value={role}
          maxLength={500}
          autoComplete="off"
          aria-label={words.agents.fields.role}
          placeholder={start?.role ?? words.agents.add.rolePlaceholder}
          onChange={(event) => setRole(event.target.value)}
          className={FIELD}
        />
        <div className="grid gap-3 md:grid-cols-2">
          <Select
            label={words.agents.fields.provider}
            options={Object.entries(providers).map(([value, one]) => ({ value, name: one.name }))}
            value={provider}
            onChange={(event) => setProvider(event.target.value)}
          />
          <input
            value={model}
            maxLength={128}
            list={MODELS}
            autoComplete="off"
            aria-label={words.agents.fields.model}
            placeholder={served?.model ?? words.agents.limits.defaultModel}
            onChange={(event) => setModel(event.target.value)}
            className="h-8 min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16"
          />
          <datalist id={MODELS}>
            {Object.keys(served?.aliases ?? {}).map((alias) => (
              <option key={alias} value={alias} />
            ))}
          </datalist>
        </div>
        <p className="text-12 text-n-7">
          {words.agents.add.calledBefore} <b className="font-mono font-medium text-n-10">@{id}</b>
          {words.agents.add.calledAfter}
        </p>
        {create.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(create.error)}
          </p>
        )}
        <Terminal commands={["tinyagi agent templates", addCommand(fields)]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={!isReady || create.isPending}>
            {words.agents.add.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
