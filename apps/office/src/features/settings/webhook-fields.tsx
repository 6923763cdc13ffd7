/** Who gets the events of a webhook, and the task that stands before their data. */
"use client";
import { useEffect } from "react";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { Select } from "../../ui/select";

export interface HookFields {
  agent: string;
  template: string;
}

export function WebhookFields(props: { fields: HookFields; onChange: (fields: HookFields) => void }) {
  const { fields, onChange } = props;
  const agents = Object.entries(useAgents().data ?? {});
  const teams = Object.entries(useTeams().data ?? {});
  const targets = [...teams, ...agents].map(([id, { name }]) => ({
    value: id,
    name: name === id ? `@${id}` : `${name} (@${id})`,
  }));
  const first = targets[0]?.value;
  useEffect(() => {
    if (fields.agent === "" && first !== undefined) onChange({ ...fields, agent: first });
  }, [fields, first, onChange]);
  return (
    <>
      <span className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-1">
        <span aria-hidden="true" className="font-medium text-n-10">
          {words.settings.webhooks.agent}
        </span>
        <Select
          label={words.settings.webhooks.agent}
          value={fields.agent}
          options={targets}
          onChange={({ target }) => onChange({ ...fields, agent: target.value })}
        />
      </span>
      <label className="grid gap-1">
        <span className="font-medium text-n-10">{words.settings.webhooks.template}</span>
        <span className="text-12 text-n-7">{words.settings.webhooks.templateHelp}</span>
        <textarea
          rows={3}
          maxLength={20_000}
          value={fields.template}
          placeholder={words.settings.webhooks.templateExample}
          onChange={({ target }) => onChange({ ...fields, template: target.value })}
          className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-1.5 text-13 placeholder:text-n-7 max-md:text-16"
        />
      </label>
    </>
  );
}
