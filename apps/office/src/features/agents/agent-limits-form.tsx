/** How much an agent may use in a day, and who takes over when its provider fails. */
"use client";
import { FALLBACK_MAX } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { forgetSaved } from "../../lib/kept";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { useProviders } from "../providers/queries";
import { useChangeSettings } from "../settings/revisions";
import { type Fallback, getLimits, limitEdits } from "./agent-limits";
import type { AgentConfig } from "./agent-state";
import { ModelInput } from "./model-input";

const INPUT =
  "h-8 w-full min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-13 text-n-9 max-md:h-11 max-md:text-16";
const ON_LIMIT = ["stop", "ask", "warn"] as const;

export function AgentLimitsForm({ id, config }: { id: string; config: AgentConfig }) {
  const name = `${id}/limits`;
  const { fields: draft, edit, discard } = useEdits(name, getLimits(config));
  const save = useChangeSettings();
  const edits = limitEdits(id, config, draft);
  return (
    <form
      className="grid gap-4 border-t border-n-3 p-5 text-13"
      onSubmit={(event) => {
        event.preventDefault();
        forgetSaved(name, save.mutateAsync(edits)).then(
          () => showToast(words.agents.limits.saved),
          // Why not stands in the form.
          () => undefined,
        );
      }}
    >
      <fieldset className="grid grid-cols-2 gap-3">
        <legend className="mb-1 font-medium text-n-10">{words.agents.limits.budget}</legend>
        <Amount
          name={words.agents.limits.dollars}
          step="0.01"
          value={draft.usd}
          onChange={(usd) => edit({ usd })}
        />
        <Amount
          name={words.agents.limits.tokens}
          step="1"
          value={draft.tokens}
          onChange={(tokens) => edit({ tokens })}
        />
        <span className="col-span-2 grid gap-1 text-12 text-n-7">
          {words.agents.limits.atLimit}
          <Select
            label={words.agents.limits.atLimit}
            options={ON_LIMIT.map((value) => ({ value, name: words.agents.limits[value] }))}
            value={draft.onLimit}
            onChange={({ target }) => edit({ onLimit: target.value })}
          />
        </span>
      </fieldset>
      <Fallbacks list={draft.fallback} onChange={(fallback) => edit({ fallback })} />
      {save.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(save.error)}
        </p>
      )}
      {edits.length > 0 && (
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={save.isPending}>
            {words.agents.limits.save}
          </Button>
          <Button kind="bare" onClick={discard}>
            {words.common.discard}
          </Button>
        </div>
      )}
      <Terminal
        commands={[
          `tinyagi config set agents.${id}.budget.usd ${draft.usd || "5"}`,
          `tinyagi config get agents.${id}.fallback`,
        ]}
      />
    </form>
  );
}

function Amount(props: { name: string; step: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="grid gap-1 text-12 text-n-7">
      {props.name}
      <input
        type="number"
        min={0}
        step={props.step}
        value={props.value}
        placeholder={words.agents.limits.noLimit}
        onChange={({ target }) => props.onChange(target.value)}
        className={INPUT}
      />
    </label>
  );
}

function Fallbacks(props: { list: readonly Fallback[]; onChange: (list: readonly Fallback[]) => void }) {
  const { list, onChange } = props;
  const providers = Object.entries(useProviders().data?.providers ?? {});
  const set = (at: number, one: Fallback): void => onChange(list.with(at, one));
  return (
    <fieldset className="grid gap-2">
      <legend className="font-medium text-n-10">{words.agents.limits.fallbacks}</legend>
      <p className="text-12 text-n-7">{words.agents.limits.fallbacksHelp}</p>
      {list.map(({ provider, model }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fallback has no other name than its place.
        <div key={at} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-2">
          <Select
            label={words.agents.limits.pickProvider(at + 1)}
            options={[
              { value: "", name: words.agents.limits.choose },
              ...providers.map(([value, { name }]) => ({ value, name })),
              ...(provider === "" || providers.some(([id]) => id === provider)
                ? []
                : [{ value: provider, name: provider }]),
            ]}
            value={provider}
            onChange={({ target }) => set(at, { provider: target.value, model })}
          />
          <ModelInput
            aria-label={words.agents.limits.toModel(at + 1)}
            provider={provider}
            value={model}
            placeholder={words.agents.limits.defaultModel}
            onModel={(next) => set(at, { provider, model: next })}
            className={INPUT}
          />
          <Button
            kind="bare"
            size="icon"
            aria-label={words.agents.limits.remove(at + 1)}
            onClick={() => onChange(list.toSpliced(at, 1))}
          >
            <Icon name="close" />
          </Button>
        </div>
      ))}
      {list.length < FALLBACK_MAX && (
        <div>
          <Button size="s" onClick={() => onChange([...list, { provider: "", model: "" }])}>
            {words.agents.limits.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
