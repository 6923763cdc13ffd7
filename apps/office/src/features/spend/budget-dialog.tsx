/** Sets, changes or removes a budget of the settings: for the day, each conversation, an agent or a team. */
"use client";
import { BUDGET_RESOURCES, type BudgetView, budgetSubject } from "@tinyagi/contracts";
import { type FormEvent, type ReactNode, useState } from "react";
import { toWords } from "../../lib/api";
import { useAgents, useTeams } from "../../lib/queries";
import { useEdits } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Reading, Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { valueAt } from "../settings/json";
import { useSettings } from "../settings/queries";
import { type BudgetDraft, budgetCommands, ON_LIMIT, toBudget, toDraft, toPath } from "./budget-draft";
import { useSetBudget } from "./queries";

const INPUT =
  "h-8 w-32 rounded-s border border-n-5 bg-n-0 px-2 font-mono text-13 text-n-9 max-md:h-11 max-md:text-16";

/** @param props.budget the one to change; undefined asks whose budget it is */
export function BudgetDialog({ budget, onClose }: { budget: BudgetView | undefined; onClose: () => void }) {
  const settings = useSettings();
  const agents = Object.entries(useAgents().data ?? {});
  const teams = Object.entries(useTeams().data ?? {});
  const isOfConversation = budget !== undefined && budgetSubject(budget.scope).kind === "conversation";
  const [scope, setScope] = useState(isOfConversation ? "conversation" : (budget?.scope ?? "day"));
  const title = budget === undefined ? words.spend.setBudget : words.spend.changeBudget;
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight text-n-10">{title}</h2>
        <Line name={words.spend.add.for}>
          <Select
            label={words.spend.add.for}
            className="max-w-full"
            value={scope}
            onChange={({ target }) => setScope(target.value)}
            options={[
              { value: "day", name: words.spend.add.office },
              { value: "conversation", name: words.spend.add.conversation },
              ...teams.map(([id, { name }]) => ({ value: `team:${id}`, name: words.spend.add.team(name) })),
              ...agents.map(([id, { name }]) => ({
                value: `agent:${id}`,
                name: words.spend.add.agent(name),
              })),
            ]}
          />
        </Line>
        {settings.error !== null && settings.data === undefined && (
          <Trouble text={toWords(settings.error)} retry={() => void settings.refetch()} />
        )}
        {settings.data === undefined ? (
          settings.error === null && <Reading />
        ) : (
          <Fields
            key={scope}
            path={toPath(scope)}
            stored={valueAt(settings.data, toPath(scope))}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}

function Fields(props: { path: readonly string[]; stored: unknown; onClose: () => void }) {
  const { path, stored, onClose } = props;
  const set = useSetBudget();
  const {
    edits,
    fields: draft,
    edit,
    discard,
  } = useEdits<BudgetDraft>(`budget.${path.join(".")}`, toDraft(stored));
  const value = toBudget(draft);
  function save(next: typeof value): void {
    set.mutate(
      { path, value: next, before: stored },
      {
        onSuccess: () => {
          discard();
          onClose();
        },
      },
    );
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (value !== undefined) save(value);
  }
  return (
    <form className="grid gap-3" onSubmit={submit}>
      {BUDGET_RESOURCES.map((name) => (
        <Line key={name} name={words.spend.add.amounts[name]}>
          <input
            aria-label={words.spend.add.amounts[name]}
            inputMode="decimal"
            autoComplete="off"
            value={draft[name]}
            placeholder={words.spend.add.noLimit}
            onChange={({ target }) => edit({ [name]: target.value.replace(",", ".") })}
            className={INPUT}
          />
        </Line>
      ))}
      <Line name={words.spend.add.when}>
        <Select
          label={words.spend.add.when}
          className="max-w-full"
          value={draft.onLimit}
          options={ON_LIMIT.map((one) => ({ value: one, name: words.spend.add[one] }))}
          onChange={({ target }) => edit({ onLimit: ON_LIMIT.find((one) => one === target.value) ?? "stop" })}
        />
      </Line>
      {set.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(set.error)}
        </p>
      )}
      <Terminal commands={budgetCommands(path, value)} />
      <div className="flex flex-wrap justify-end gap-2">
        {stored !== undefined && (
          <Button
            kind="risk"
            className="mr-auto max-md:order-last max-md:mr-0 max-md:basis-full"
            disabled={set.isPending}
            onClick={() => save(undefined)}
          >
            {words.spend.add.remove}
          </Button>
        )}
        {edits && (
          <Button kind="bare" onClick={discard}>
            {words.common.discard}
          </Button>
        )}
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button type="submit" kind="go" disabled={value === undefined || set.isPending}>
          {words.spend.add.submit}
        </Button>
      </div>
    </form>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[96px_minmax(0,1fr)] items-center gap-2">
      <span className="text-n-7" aria-hidden="true">
        {name}
      </span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}
