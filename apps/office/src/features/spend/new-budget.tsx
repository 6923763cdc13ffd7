/** Sets a budget of the settings: for the day, each conversation, an agent or a team. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { useAgents, useTeams } from "../../lib/queries";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { subjectOf } from "./budget-words";
import { useSetBudget } from "./queries";

const LIMITS = [
  { value: "stop", name: "Stop, and keep what was done" },
  { value: "ask", name: "Ask me for more" },
  { value: "warn", name: "Go on, and warn me" },
];
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
          showToast("The budget is set");
          onClose();
        },
      },
    );
  }
  return (
    <Dialog label="Set a budget" place="sheet" onClose={onClose}>
      <form className="grid gap-3 p-5 text-13" onSubmit={submit}>
        <h2 className="text-16 font-bold tracking-tight text-n-10">Set a budget</h2>
        <Line name="For">
          <Select
            label="For"
            value={scope}
            onChange={({ target }) => setScope(target.value)}
            options={[
              { value: "day", name: "The whole office, each day" },
              { value: "conversation", name: "Each conversation" },
              ...teams.map(([id, { name }]) => ({ value: `team:${id}`, name: `Team ${name}, each day` })),
              ...agents.map(([id, { name }]) => ({ value: `agent:${id}`, name: `${name}, each day` })),
            ]}
          />
        </Line>
        <Line name="US dollars">
          <input
            aria-label="US dollars"
            inputMode="decimal"
            autoComplete="off"
            value={usd}
            placeholder="10"
            onChange={({ target }) => setUsd(target.value.replace(",", "."))}
            className={INPUT}
          />
        </Line>
        <Line name="When used up">
          <Select
            label="When used up"
            value={onLimit}
            options={LIMITS}
            onChange={({ target }) => setOnLimit(target.value)}
          />
        </Line>
        <p className="text-12 text-n-7">It replaces the budget that is set there now.</p>
        {set.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(set.error)}
          </p>
        )}
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={!isReady || set.isPending}>
            Set the budget
          </Button>
          <Button kind="bare" onClick={onClose}>
            Cancel
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
