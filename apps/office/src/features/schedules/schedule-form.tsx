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
import { FIELD, Field, type FieldMarks, useChecks, Wrong } from "../../ui/field";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { readDraft, writeDraft } from "../chat/drafts";
import { type ScheduleBody, useChangeSchedule, useCreateSchedule, usePreview } from "./queries";
import { ReportLine } from "./report-line";
import {
  addCommand,
  type Fields,
  fieldsOf,
  type Preview,
  type Schedule,
  titleOfSchedule,
} from "./schedule-state";
import { DueTime, InYourZone } from "./times";
import { ownZone } from "./zone";

const DRAFT = "new-schedule";
/** Id of the lines with the next times. */
const TIMES = "schedule-times";

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
  const isCurrent = when === fields.when.trim() && !preview.isPlaceholderData && !preview.isLoading;
  const understood = isCurrent ? preview.data : undefined;
  const error = create.error ?? change.error;
  const say = words.schedules.form;
  const misread = isCurrent && preview.error !== null ? wordsOf(preview.error) : undefined;
  const [wrong, check] = useChecks({
    when: when === "" ? say.noWhen : misread,
    who: fields.agentId === "" ? say.choose : undefined,
    message: fields.message.trim() === "" ? say.noMessage : undefined,
  });
  const title =
    schedule === undefined
      ? words.schedules.newSchedule
      : words.schedules.form.change(titleOfSchedule(schedule));
  function set(key: keyof Fields, value: string): void {
    const next = { ...fields, [key]: value };
    setFields(next);
    if (schedule === undefined) writeDraft(DRAFT, JSON.stringify(next));
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    // Words that are still being read are neither right nor wrong: the button waits for them.
    if (!check(event) || understood === undefined) return;
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
    <Dialog label={title} place="sheet" isKept={schedule === undefined} onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        noValidate
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        <Field label={say.when} error={misread ?? wrong.when} describedBy={TIMES}>
          {(marks) => (
            <input
              {...marks}
              data-autofocus
              aria-required
              maxLength={200}
              value={fields.when}
              autoComplete="off"
              placeholder={say.example}
              onChange={(event) => set("when", event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <PreviewLines id={TIMES} preview={misread === undefined ? preview.data : undefined} />
        <Field label={words.schedules.heads.who} error={wrong.who}>
          {(marks) => (
            <Who marks={marks} value={fields.agentId} onChange={(value) => set("agentId", value)} />
          )}
        </Field>
        <Field label={say.message} error={wrong.message}>
          {(marks) => (
            <textarea
              {...marks}
              aria-required
              rows={4}
              maxLength={100_000}
              value={fields.message}
              placeholder={say.what}
              onChange={(event) => set("message", event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <Field label={say.name} isOptional>
          {(marks) => (
            <input
              {...marks}
              value={fields.label}
              maxLength={100}
              autoComplete="off"
              placeholder={say.namePlaceholder}
              onChange={(event) => set("label", event.target.value)}
              className={FIELD}
            />
          )}
        </Field>
        <ReportLine schedule={schedule} />
        {error && <Wrong>{wordsOf(error)}</Wrong>}
        <Terminal
          commands={
            schedule === undefined
              ? [addCommand(fields, understood), `tinyagi schedule preview ${quoted(fields.when || "…")}`]
              : [`tinyagi schedule set ${quoted(schedule.label)} --when ${quoted(fields.when)}`]
          }
        />
        <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end gap-2 border-t border-n-3 bg-n-0 px-6 py-3">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            type="submit"
            kind="go"
            disabled={(when !== "" && !isCurrent) || create.isPending || change.isPending}
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

function PreviewLines({ id, preview }: { id: string; preview: Preview | undefined }) {
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

function Who(props: { marks: FieldMarks; value: string; onChange: (id: string) => void }) {
  const { marks, value, onChange } = props;
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const known = [
    ...Object.entries(teams).map(([id, { name }]) => ({ value: id, name: words.common.teamNamed(name) })),
    ...Object.entries(agents).map(([id, { name }]) => ({ value: id, name })),
  ];
  const isKnown = value === "" || known.some((one) => one.value === value);
  return (
    <Select
      {...marks}
      label={words.schedules.heads.who}
      aria-required
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
