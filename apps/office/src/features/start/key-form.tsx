/** A key instead of a login, or of a model API without any program. It is stored on this machine and shown to no one. */
"use client";
import type { FoundProvider } from "@tinyagi/contracts";
import { type ComponentProps, type FormEvent, type ReactNode, useState } from "react";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { getHost, isComplete, keyChoices, keyCommand, keyEdits } from "./key-choice";
import { useSaveKey } from "./queries";

const INPUT =
  "h-8 w-full min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono placeholder:text-n-7 max-md:h-11 max-md:text-16";

/** @param onSaved with the provider that the key belongs to */
export function KeyForm(props: { found: readonly FoundProvider[]; onSaved: (provider: string) => void }) {
  const choices = keyChoices(props.found);
  const save = useSaveKey();
  const [chosen, setChosen] = useState("");
  const [key, setKey] = useState("");
  const [model, setModel] = useState<string>();
  const [address, setAddress] = useState("");
  const choice = choices.find(({ id }) => id === chosen) ?? choices[0];
  if (choice === undefined) return null;
  const typed = { key, model: model ?? choice.api?.model ?? "", address };
  const host = getHost(choice);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (choice === undefined || !isComplete(choice, typed)) return;
    save.mutate(keyEdits(choice, typed), {
      onSuccess() {
        setKey("");
        props.onSaved(choice.provider);
      },
    });
  }
  return (
    <form className="mt-5 grid gap-3 text-13" onSubmit={submit}>
      <h2 className="text-14 font-semibold text-n-10">{words.start.key.title}</h2>
      <div className="grid gap-3 md:grid-cols-2">
        <Field name={words.start.found.whoseKey}>
          <Select
            label={words.start.found.whoseKey}
            className="w-full"
            options={choices.map(({ id, name }) => ({ value: id, name }))}
            value={choice.id}
            onChange={({ target }) => {
              setChosen(target.value);
              setModel(undefined);
              save.reset();
            }}
          />
        </Field>
        <Typed
          name={words.start.key.key}
          type="password"
          value={key}
          maxLength={10_000}
          placeholder={choice.api?.needsAddress === true ? words.start.key.maybeNone : "sk-…"}
          onText={setKey}
        />
        {choice.api !== undefined && (
          <Typed name={words.start.key.model} value={typed.model} maxLength={200} onText={setModel} />
        )}
        {choice.api?.needsAddress === true && (
          <Typed
            name={words.start.key.address}
            value={address}
            maxLength={1_000}
            inputMode="url"
            placeholder="http://127.0.0.1:11434/v1"
            onText={setAddress}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={save.isPending || !isComplete(choice, typed)}>
          {words.start.found.saveKey}
        </Button>
        <p className="text-12 text-n-7">
          {words.start.found.kept} {host !== undefined && words.start.key.sentTo(host)}
        </p>
      </div>
      {save.error && (
        <p role="alert" className="text-12 break-words text-failed">
          {toWords(save.error)}
        </p>
      )}
      <Terminal commands={[keyCommand(choice, typed)]} />
    </form>
  );
}

function Typed({
  name,
  onText,
  ...input
}: { name: string; onText: (text: string) => void } & ComponentProps<"input">) {
  return (
    <Field name={name}>
      <input
        aria-label={name}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onText(target.value)}
        className={INPUT}
        {...input}
      />
    </Field>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1">
      <span aria-hidden="true" className="font-medium text-n-10">
        {name}
      </span>
      {children}
    </div>
  );
}
