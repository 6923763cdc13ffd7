/** When, who, what: for a new schedule and for changing one. What the daemon understands shows while it is typed. */
"use client";
import type { FormEvent } from "react";
import { toWords } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { useAgents, useTeams } from "../../lib/queries";
import { useEdits } from "../../lib/use-kept";
import { useSettled } from "../../lib/use-settled";
import { words } from "../../locale/words";
import { useChecks } from "../../ui/field";
import { FormDialog } from "../../ui/form-dialog";
import { SelectField, TextArea, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import { type ScheduleBody, useChangeSchedule, useCreateSchedule, usePreview } from "./queries";
import { ReportLine } from "./report-line";
import {
  addCommand,
  type Fields,
  type Preview,
  type Schedule,
  titleOfSchedule,
  toFields,
} from "./schedule-state";
import { DueTime, InYourZone } from "./times";
import { ownZone } from "./zone";

const EMPTY: Fields = { agentId: "", message: "", label: "", when: "" };
/** Id of the lines with the next times. */
const TIMES = "schedule-times";

interface Props {
  /** The one to change; a new one without it. */
  schedule?: Schedule | undefined;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function ScheduleForm({ schedule, onClose, onSaved }: Props) {
  const say = words.schedules.form;
  const { edits, fields, edit, discard } = useEdits<Fields>(
    `schedule.${schedule?.id ?? "new"}`,
    schedule === undefined ? EMPTY : toFields(schedule),
  );
  const { preview, understood, isRead, misread } = useUnderstood(fields.when.trim(), schedule?.zone);
  const { save, error, isPending } = useSaveSchedule({
    schedule,
    onClose,
    onSaved(id) {
      discard();
      onSaved(id);
    },
  });
  const [wrong, check] = useChecks({
    when: fields.when.trim() === "" ? say.noWhen : misread,
    who: fields.agentId === "" ? say.choose : undefined,
    message: fields.message.trim() === "" ? say.noMessage : undefined,
  });
  const title = schedule === undefined ? words.schedules.newSchedule : say.change(titleOfSchedule(schedule));
  const set = (key: keyof Fields) => (value: string) => edit({ [key]: value });
  function submit(event: FormEvent<HTMLFormElement>): void {
    // Words that are still being read are neither right nor wrong: the button waits for them.
    if (check(event) && understood !== undefined) save(toBody(fields, understood));
  }
  return (
    <FormDialog
      title={title}
      isKept={schedule === undefined}
      error={error}
      commands={
        schedule === undefined
          ? [addCommand(fields, understood), `tinyagi schedule preview ${quoted(fields.when || "…")}`]
          : [`tinyagi schedule set ${quoted(schedule.label)} --when ${quoted(fields.when)}`]
      }
      verb={schedule === undefined ? say.create : words.common.save}
      isBusy={!isRead || isPending}
      onSubmit={submit}
      onClose={onClose}
      onDiscard={edits && discard}
    >
      <TextField
        label={say.when}
        error={misread ?? wrong.when}
        describedBy={TIMES}
        data-autofocus
        aria-required
        maxLength={200}
        value={fields.when}
        placeholder={say.example}
        onValue={set("when")}
      />
      <PreviewLines id={TIMES} preview={preview} />
      <Who error={wrong.who} value={fields.agentId} onValue={set("agentId")} />
      <TextArea
        label={say.message}
        error={wrong.message}
        aria-required
        maxLength={100_000}
        value={fields.message}
        placeholder={say.what}
        onValue={set("message")}
      />
      <TextField
        label={say.name}
        isOptional
        value={fields.label}
        maxLength={100}
        placeholder={say.namePlaceholder}
        onValue={set("label")}
      />
      <ReportLine schedule={schedule} />
    </FormDialog>
  );
}

/** What the daemon understands by the words, once nobody types. */
function useUnderstood(typed: string, findOwn: string | undefined) {
  const zone = findOwn ?? ownZone();
  const when = useSettled(typed);
  const preview = usePreview(when, zone);
  const isCurrent = when === typed && !preview.isPlaceholderData && !preview.isLoading;
  const misread = isCurrent && preview.error !== null ? toWords(preview.error) : undefined;
  return {
    preview: misread === undefined ? preview.data : undefined,
    understood: isCurrent ? preview.data : undefined,
    isRead: when === "" || isCurrent,
    misread,
  };
}

function useSaveSchedule({ schedule, onClose, onSaved }: Props) {
  const create = useCreateSchedule();
  const change = useChangeSchedule(schedule?.id ?? "");
  const { created, changed } = words.schedules.form;
  function done(id: string, said: string): void {
    onClose();
    onSaved(id);
    showToast(said);
  }
  return {
    error: create.error ?? change.error,
    isPending: create.isPending || change.isPending,
    save(body: ReturnType<typeof toBody>): void {
      if (schedule === undefined)
        create.mutate(body, { onSuccess: (answer) => done(answer.schedule.id, created) });
      else change.mutate(body, { onSuccess: () => done(schedule.id, changed) });
    },
  };
}

function toBody(fields: Fields, { cron, runAt, timeZone }: Preview) {
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

function Who(props: { error: string | undefined; value: string; onValue: (id: string) => void }) {
  const { value } = props;
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const known = [
    ...Object.entries(teams).map(([id, { name }]) => ({ value: id, name: words.common.teamNamed(name) })),
    ...Object.entries(agents).map(([id, { name }]) => ({ value: id, name })),
  ];
  const isKnown = value === "" || known.some((one) => one.value === value);
  return (
    <SelectField
      {...props}
      label={words.schedules.heads.who}
      aria-required
      options={[
        { value: "", name: words.schedules.form.choose },
        ...(isKnown ? [] : [{ value, name: words.schedules.form.removed(value) }]),
        ...known,
      ]}
    />
  );
}
