/** Sets a budget of the settings: for the day, each conversation, an agent or a team. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { subjectOf } from "./budget-words";
import { useSetBudget } from "./queries";

const LIMITS = ["stop", "ask", "warn"] as const;
const INPUT =
  "h-8 w-32 rounded-s border border-n-5 bg-n-0 px-2 font-mono text-13 text-n-9 max-md:h-11 max-md:text-16";

export function NewBudget({ onClose }: { onClose: () => void }) {
  const set = useSetBudget();
  const agents = Object.entries(useAgents().data ?? {});
  const teams = Object.entries(useTeams().data ?? {});
  const [scope, setScope] = useState("day");
  const [usd, setUsd] = useState("");
  const [onLimit, setOnLimit] = useState("stop");
  const path = pathOf(scope);
  const amount = Number(usd);
  const isReady = usd.trim() !== "" && Number.isFinite(amount) && amount >= 0;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isReady) return;
    set.mutate(
      { path, value: { usd: amount, onLimit } },
      {
        onSuccess() {
          showToast(words.spend.add.done);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog label={words.spend.setBudget} place="sheet" onClose={onClose}>
      <form className="grid gap-3 p-5 text-13" onSubmit={submit}>
        <h2 className="text-16 font-bold tracking-tight text-n-10">{words.spend.setBudget}</h2>
        <Line name={words.spend.add.for}>
          <Select
            label={words.spend.add.for}
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
        <Line name={words.spend.add.dollars}>
          <input
            aria-label={words.spend.add.dollars}
            inputMode="decimal"
            autoComplete="off"
            value={usd}
            placeholder="10"
            onChange={({ target }) => setUsd(target.value.replace(",", "."))}
            className={INPUT}
          />
        </Line>
        <Line name={words.spend.add.when}>
          <Select
            label={words.spend.add.when}
            value={onLimit}
            options={LIMITS.map((value) => ({ value, name: words.spend.add[value] }))}
            onChange={({ target }) => setOnLimit(target.value)}
          />
        </Line>
        <p className="text-12 text-n-7">{words.spend.add.replaces}</p>
        {set.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(set.error)}
          </p>
        )}
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={!isReady || set.isPending}>
            {words.spend.add.submit}
          </Button>
          <Button kind="bare" onClick={onClose}>
            {words.common.cancel}
          </Button>
        </div>
        <Terminal
          commands={[
            `tinyagi config set ${path.join(".")}.usd ${isReady ? amount : 10}`,
            `tinyagi config set ${path.join(".")}.onLimit ${onLimit}`,
          ]}
        />
      </form>
    </Dialog>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[112px_minmax(0,1fr)] items-center gap-2">
      <span className="text-n-7">{name}</span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}

function pathOf(scope: string): string[] {
  const { kind, id } = subjectOf(scope);
  if (scope === "conversation") return ["budgets", "conversation"];
  return kind === "agent"
    ? ["agents", id, "budget"]
    : kind === "team"
      ? ["teams", id, "budget"]
      : ["budgets", "day"];
}
