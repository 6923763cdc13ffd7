/** Budgets with what is left and when it is gone at this pace; those that run out first stand first. */
"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import type { BudgetView } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { amounts } from "../../lib/figures";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Empty, Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { BudgetName, useBudgetName } from "./budget-name";
import { byUrgency, outlook, raiseCommand, tightest, usedWords } from "./budget-words";
import { useRaise } from "./queries";

const SEGMENTS = 24;

interface Props {
  budgets: UseQueryResult<BudgetView[]>;
  onNew: () => void;
  onChange: (budget: BudgetView) => void;
}

export function Budgets({ budgets: { data, error, refetch }, onNew, onChange }: Props) {
  // An unread list is not an empty one: work may be held by a budget that is not shown.
  if (data === undefined)
    return error === null ? (
      <div className="px-4 md:px-6">
        <Reading />
      </div>
    ) : (
      <Trouble text={toWords(error)} retry={() => void refetch()} />
    );
  const sorted = byUrgency(data);
  const first = sorted.findIndex(({ raise }) => raise !== undefined);
  return (
    <section aria-label={words.spend.budgets} className="min-w-0">
      {sorted.length === 0 && (
        <div className="px-4 md:px-6">
          <Empty title={words.spend.noBudget.title} text={words.spend.noBudget.text}>
            <Button onClick={onNew}>{words.spend.setBudget}</Button>
          </Empty>
        </div>
      )}
      {sorted.map((budget, i) => (
        <Budget key={budget.scope} budget={budget} isNext={i === first} onChange={onChange} />
      ))}
    </section>
  );
}

function Budget(props: { budget: BudgetView; isNext: boolean; onChange: Props["onChange"] }) {
  const { budget, isNext, onChange } = props;
  const now = useNow();
  const name = useBudgetName();
  const resource = tightest(budget);
  if (resource === undefined) return null;
  const { strong, rest } = outlook(budget, now);
  const { scope, limit, used, forecast, raise } = budget;
  return (
    <article
      className="border-b border-n-3 px-4 py-3 text-13 md:px-6"
      aria-label={words.spend.budgetNamed(scope)}
    >
      <div className="flex min-h-7 items-center gap-2">
        <BudgetName scope={scope} />
        <span className="ml-auto font-mono text-12 whitespace-nowrap text-n-10">
          {usedWords(budget, resource)}
        </span>
      </div>
      <Meter
        limit={limit[resource] ?? 0}
        used={used[resource]}
        expected={forecast?.[resource] ?? used[resource]}
      />
      {(strong !== "" || rest !== "") && (
        <p className="mt-1.5 text-12 text-n-7">
          {strong !== "" && <b className="font-semibold text-n-10">{strong} </b>}
          {rest}
        </p>
      )}
      {raise !== undefined && <Raise scope={scope} added={raise} isNext={isNext} />}
      <Button
        size="s"
        kind="bare"
        className="mt-1 -ml-2.5"
        aria-label={words.spend.changeNamed(name(scope))}
        onClick={() => onChange(budget)}
      >
        {words.spend.change}
      </Button>
    </article>
  );
}

/** What is used is full; what is expected by midnight is half as high. */
function Meter({ limit, used, expected }: { limit: number; used: number; expected: number }) {
  const upTo = (value: number): number => (limit === 0 ? SEGMENTS : Math.round((value / limit) * SEGMENTS));
  const isOver = used >= limit;
  return (
    <div className="mt-1.5 flex items-end gap-0.5" aria-hidden="true">
      {Array.from({ length: SEGMENTS }, (_, i) => {
        const full = i < upTo(used);
        const look = full
          ? isOver
            ? "h-2 bg-failed"
            : "h-2 bg-n-10"
          : i < upTo(expected)
            ? "h-1 bg-waiting"
            : "h-2 bg-n-3";
        // biome-ignore lint/suspicious/noArrayIndexKey: segments have no other name.
        return <i key={i} className={`flex-1 ${look}`} />;
      })}
    </div>
  );
}

/** Raises a budget by the amount that the daemon proposes. */
export function Raise(props: { scope: string; added: NonNullable<BudgetView["raise"]>; isNext?: boolean }) {
  const { scope, added, isNext = false } = props;
  const raise = useRaise();
  const name = useBudgetName();
  const by = amounts(added);
  return (
    <div className="mt-2">
      <Button
        size="s"
        kind={isNext ? "go" : "plain"}
        disabled={raise.isPending}
        onClick={() =>
          raise.mutate({ scope, added }, { onSuccess: () => showToast(words.spend.raised(name(scope), by)) })
        }
      >
        {words.spend.raiseBy(by)}
      </Button>
      {raise.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(raise.error)}
        </p>
      )}
      <Terminal commands={[raiseCommand(scope, added)]} />
    </div>
  );
}
