/** A new agent: a name, what it does, and who runs it. */
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
import { idFrom } from "./agent-state";
import { useCreateAgent, useProviders } from "./queries";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";

interface Props {
  taken: Agents;
  onClose: () => void;
  onAdded: (id: string) => void;
}

export function NewAgent({ taken, onClose, onAdded }: Props) {
  const providers = useProviders().data;
  const create = useCreateAgent();
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [chosen, setProvider] = useState("");
  const options = Object.entries(providers?.providers ?? {}).map(([value, one]) => ({
    value,
    name: one.name,
  }));
  const provider = chosen || providers?.default || options[0]?.value || "";
  const id = idFrom(name, taken);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === "" || provider === "") return;
    create.mutate(
      { id, name: name.trim(), provider, role: role.trim() },
      {
        onSuccess: () => {
          onClose();
          onAdded(id);
          showToast(words.agents.add.done);
        },
      },
    );
  }
  return (
    <Dialog label={words.agents.newAgent} place="sheet" onClose={onClose}>
      <form className="grid gap-3 overflow-auto p-6" onSubmit={submit}>
        <h2 className="flex items-center gap-3 text-20 font-bold tracking-tight text-n-10">
          <Face id={id} size={40} />
          {words.agents.newAgent}
        </h2>
        <input
          autoFocus
          required
          maxLength={100}
          value={name}
          autoComplete="off"
          aria-label={words.agents.fields.name}
          placeholder={words.agents.add.namePlaceholder}
          onChange={(event) => setName(event.target.value)}
          className={FIELD}
        />
        <input
          value={role}
          maxLength={500}
          autoComplete="off"
          aria-label={words.agents.fields.role}
          placeholder={words.agents.add.rolePlaceholder}
          onChange={(event) => setRole(event.target.value)}
          className={FIELD}
        />
        <Select
          label={words.agents.fields.provider}
          options={options}
          value={provider}
          onChange={(event) => setProvider(event.target.value)}
        />
        <p className="text-12 text-n-7">
          {words.agents.add.calledBefore} <b className="font-mono font-medium text-n-10">@{id}</b>
          {words.agents.add.calledAfter}
        </p>
        {create.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(create.error)}
          </p>
        )}
        <Terminal commands={[`tinyagi agent add ${id} --provider ${provider}`]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={create.isPending}>
            {words.agents.add.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
