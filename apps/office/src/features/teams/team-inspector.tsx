/** One team beside the others: its leader, how it answers, its limits, its room, and its end. */
"use client";
import type { FormEvent } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useEdits } from "../../lib/use-kept";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { DeleteTeam } from "./delete-team";
import { usePutTeam } from "./queries";
import { changedFields, NUMBERS, type NumberField, type TeamFields, toBody, toFields } from "./team-form";
import { listMembers, type Team } from "./team-state";

const INPUT = "h-8 w-full rounded-s border border-n-5 bg-n-0 px-2.5 text-13 max-md:h-11 max-md:text-16";
const JOINS = ["reply", "leader", "stream"] as const;

interface Props {
  id: string;
  team: Team;
  onClose: () => void;
}

export function TeamInspector({ id, team, onClose }: Props) {
  const name = `${id}/team`;
  const { fields, edit, discard } = useEdits(name, toFields(team));
  const save = usePutTeam(id);
  const changed = changedFields(team, fields);
  const set = (key: keyof TeamFields) => (value: string) => edit({ [key]: value });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (changed.length === 0) return;
    forgetSaved(name, save.mutateAsync(toBody(team, fields))).then(
      () => showToast(words.teams.saved(changed.length)),
      // Why not stands in the form.
      () => undefined,
    );
  }
  return (
    <Inspector label={words.teams.team} title={`@${id}`} onClose={onClose}>
      <form className="grid gap-5 p-5 text-13" onSubmit={submit}>
        <header className="flex items-center gap-3">
          <h3 className="min-w-0 grow truncate text-20 font-bold tracking-tight text-n-10">
            {oneLine(team.name, 60)}
          </h3>
          <Link href={`/rooms?room=${encodeURIComponent(id)}`} className={buttonClass("plain", "s")}>
            {words.teams.room(id)}
          </Link>
        </header>
        <label className="grid gap-1 font-medium text-n-10">
          {words.teams.name}
          <input
            required
            maxLength={100}
            value={fields.name}
            autoComplete="off"
            onChange={(event) => set("name")(event.target.value)}
            className={INPUT}
          />
        </label>
        <Leader team={team} value={fields.leader} onChange={set("leader")} />
        <Joins value={fields.join} onChange={set("join")} />
        <Limits fields={fields} onChange={(key, value) => set(key)(value)} />
        {save.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(save.error)}
          </p>
        )}
        {changed.length > 0 && (
          <div className="flex gap-2">
            <Button type="submit" kind="go" disabled={save.isPending}>
              {words.teams.save(changed.length)}
            </Button>
            <Button kind="bare" onClick={discard}>
              {words.common.discard}
            </Button>
          </div>
        )}
        <footer className="flex items-start gap-2 border-t border-n-3 pt-4">
          <div className="min-w-0 grow">
            <Terminal
              commands={[
                `tinyagi team set ${id} --leader ${fields.leader} --join ${fields.join}`,
                `tinyagi config set teams.${id}.limits.hops ${fields.hops || "8"}`,
                `tinyagi team show ${id}`,
                `tinyagi team remove ${id}`,
              ]}
            />
          </div>
          <DeleteTeam id={id} team={team} onDeleted={onClose} />
        </footer>
      </form>
    </Inspector>
  );
}

function Leader(props: { team: Team; value: string; onChange: (id: string) => void }) {
  const nameOf = useNameLookup();
  return (
    <div className="grid gap-1">
      <span className="font-medium text-n-10">{words.teams.leader}</span>
      <span className="text-12 text-n-7">{words.teams.leaderText}</span>
      <Select
        label={words.teams.leader}
        options={listMembers(props.team).map((value) => ({ value, name: nameOf(value) }))}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}

function Joins({ value, onChange }: { value: string; onChange: (join: string) => void }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-n-10">{words.teams.answers}</legend>
      {JOINS.map((key) => (
        <label key={key} className="flex min-h-9 cursor-pointer items-start gap-2.5 max-md:min-h-11">
          <input
            type="radio"
            name="join"
            value={key}
            checked={value === key}
            onChange={() => onChange(key)}
            className="mt-0.5 size-4 accent-n-10"
          />
          <span>
            <span className="block font-medium text-n-10">{words.teams.joins[key].name}</span>
            <span className="block text-12 text-n-7">{words.teams.joins[key].text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Limits(props: { fields: TeamFields; onChange: (key: NumberField, value: string) => void }) {
  return (
    <fieldset>
      <legend className="font-medium text-n-10">{words.teams.limits}</legend>
      <p className="mb-2 text-12 text-n-7">{words.teams.limitsText}</p>
      <div className="grid grid-cols-2 gap-3">
        {(Object.keys(NUMBERS) as NumberField[]).map((key) => {
          return (
            <label key={key} className="grid gap-1 text-12 text-n-7">
              {words.teams.numbers[key]}
              <input
                type="number"
                {...NUMBERS[key]}
                value={props.fields[key]}
                onChange={(event) => props.onChange(key, event.target.value)}
                className={`${INPUT} font-mono text-n-9`}
              />
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
