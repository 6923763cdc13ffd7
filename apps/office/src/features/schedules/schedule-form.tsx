/** When, who, what: for a new schedule and for changing one. What the daemon understands shows while it is typed. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { useAgents, useTeams } from "../../lib/queries";
import { useSettled } from "../../lib/use-settled";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { readDraft, writeDraft } from "../chat/drafts";
import { type ScheduleBody, useChangeSchedule, useCreateSchedule, usePreview } from "./queries";
import { addCommand, type Fields, fieldsOf, type Preview, type Schedule } from "./schedule-state";
import { DueTime, InYourZone } from "./times";
import { ownZone } from "./zone";

const FIELD =
  "w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16";
const DRAFT = "new-schedule";

interface Props {
  /** The one to change; a new one without it. */
  schedule?: Schedule;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function ScheduleForm({ schedule, onClose, onSaved }: Props) {
  const [fields, setFields] = useState<Fields>(() => startOf(schedule));
  const create = useCreateSchedule();
  const change = useChangeSchedule(schedule?.id ?? "");
  const zone = schedule?.zone ?? ownZone();
  const when = useSettled(fields.when.trim());
  const preview = usePreview(when, zone);
  const isCurrent = when === fields.when.trim() && !preview.isPlaceholderData;
  const understood = isCurrent ? preview.data : undefined;
  const error = create.error ?? change.error;
  const title =
    schedule === undefined ? words.schedules.newSchedule : words.schedules.form.change(schedule.label);
  function set(key: keyof Fields, value: string): void {
    const next = { ...fields, [key]: value };
    setFields(next);
    if (schedule === undefined) writeDraft(DRAFT, JSON.stringify(next));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (understood === undefined) return;
    const body = bodyOf(fields, understood);
    const done = (id: string, said: string): void => {
      if (schedule === undefined) writeDraft(DRAFT, "");
      onClose();
      onSaved(id);
      showToast(said);
    };
    if (schedule === undefined)
      create.mutate(body, { onSuccess: (answer) => done(answer.schedule.id, words.schedules.form.created) });
    else change.mutate(body, { onSuccess: () => done(schedule.id, words.schedules.form.changed) });
  }
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <form className="grid max-h-[80dvh] gap-3 overflow-auto p-6" onSubmit={submit}>
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        <label className="grid gap-1 text-12 text-n-7">
          {words.schedules.form.when}
          <input
            autoFocus
            required
            maxLength={200}
            value={fields.when}
            autoComplete="off"
            placeholder={words.schedules.form.example}
            aria-describedby="schedule-times"
            onChange={(event) => set("when", event.target.value)}
            className={`${FIELD} text-n-9`}
          />
        </label>
        <PreviewLines id="schedule-times" preview={preview.data} error={isCurrent ? preview.error : null} />
        <Who value={fields.agentId} onChange={(value) => set("agentId", value)} />
        <textarea
          required
          rows={4}
          maxLength={100_000}
          value={fields.message}
          aria-label={words.schedules.form.message}
          placeholder={words.schedules.form.what}
          onChange={(event) => set("message", event.target.value)}
          className={FIELD}
        />
        <input
          value={fields.label}
          maxLength={100}
          autoComplete="off"
          aria-label={words.schedules.form.name}
          placeholder={words.schedules.form.namePlaceholder}
          onChange={(event) => set("label", event.target.value)}
          className={FIELD}
        />
        {error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(error)}
          </p>
        )}
        <Terminal
          commands={
            schedule === undefined
              ? [addCommand(fields, understood), `tinyagi schedule preview ${quoted(fields.when || "…")}`]
              : [`tinyagi schedule set ${quoted(schedule.label)} --when ${quoted(fields.when)}`]
          }
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            type="submit"
            kind="go"
            disabled={understood === undefined || create.isPending || change.isPending}
          >
            {schedule === undefined ? words.schedules.form.create : words.common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** An unsaved new schedule is kept in this browser. */
function startOf(schedule: Schedule | undefined): Fields {
  const empty = { agentId: "", message: "", label: "", when: "" };
  if (schedule !== undefined) return fieldsOf(schedule);
  try {
    return { ...empty, ...(JSON.parse(readDraft(DRAFT) || "{}") as Partial<Fields>) };
  } catch {
    // A draft that someone else wrote.
    return empty;
  }
}

function bodyOf(fields: Fields, { cron, runAt, timeZone }: Preview) {
  const label = fields.label.trim();
  return {
    agentId: fields.agentId,
    message: fields.message.trim(),
    cron,
    runAt,
    timeZone,
    ...(label === "" ? {} : { label }),
  } satisfies ScheduleBody;
}

function PreviewLines(props: { id: string; preview: Preview | undefined; error: Error | null }) {
  const { id, preview, error } = props;
  if (error !== null)
    return (
      <p id={id} role="alert" className="text-12 text-failed">
        {wordsOf(error)}
      </p>
    );
  return (
    <div id={id} aria-live="polite" className="text-12 text-n-7">
      {preview === undefined ? (
        words.schedules.form.nextFive
      ) : (
        <>
          <b className="font-mono font-medium text-n-10">{preview.cron ?? words.schedules.onceOnly}</b>{" "}
          {preview.timeZone}
          {preview.times.map((time) => (
            <span key={time}>
              {" · "}
              <DueTime at={time} />
            </span>
          ))}
          <InYourZone zone={preview.timeZone} />
        </>
      )}
    </div>
  );
}

function Who({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const known = [
    ...Object.entries(teams).map(([id, { name }]) => ({ value: id, name: words.common.teamNamed(name) })),
    ...Object.entries(agents).map(([id, { name }]) => ({ value: id, name })),
  ];
  const isKnown = value === "" || known.some((one) => one.value === value);
  return (
    <Select
      label={words.schedules.heads.who}
      required
      options={[
        { value: "", name: words.schedules.form.choose },
        ...(isKnown ? [] : [{ value, name: words.schedules.form.removed(value) }]),
        ...known,
      ]}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
