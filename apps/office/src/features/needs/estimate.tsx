/** What a plan will probably cost, and on which past runs that is based. */
"use client";
import { amount, amounts, grouped, money } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";

type Estimate = NonNullable<Approval["estimate"]>;
type Kind = Estimate["agents"][number];

export function EstimateDetails({
  estimate: { percentile, total, agents, budgets },
}: {
  estimate: Estimate;
}) {
  const limited = budgets.filter(({ left }) => Object.keys(left).length > 0);
  return (
    <section aria-label={words.needs.estimate.title} className="mt-2 text-12 text-n-9">
      <p>
        <span className="font-medium text-n-10">{words.needs.estimate.title}: </span>
        {words.needs.estimate.total(cost(total), percentile)}
      </p>
      <ul className="mt-1 grid gap-0.5 text-n-7">
        {agents.map((kind) => (
          <li key={kind.nodes.join()} className="break-words">
            {who(kind)}: {basis(kind)}
          </li>
        ))}
        {limited.map(({ budget, needed, left, fits }) => (
          <li key={budget} className={fits ? "break-words" : "break-words text-n-10"}>
            {words.needs.estimate.room(budget, amounts(needed), amounts(left))}
            {!fits && ` ${words.needs.estimate.tooLittle}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Only what it will cost in all. */
export function EstimateLine({ estimate: { total, percentile } }: { estimate: Estimate }) {
  return (
    <p className="mt-0.5 line-clamp-2 text-12 text-n-7">
      {words.needs.estimate.title}: {words.needs.estimate.total(cost(total), percentile)}
    </p>
  );
}

function who({ nodes, agent, model }: Kind): string {
  const name = `@${oneLine(agent, 40)}${model === "" ? "" : ` (${oneLine(model, 60)})`}`;
  return nodes.length === 1 ? name : `${nodes.length} × ${name}`;
}

function basis({ group, runs, few, price, guess, ...kind }: Kind): string {
  const { estimate } = words.needs;
  if (group === "none") return guess === undefined ? estimate.nothing : estimate.guess(cost(guess));
  const priced = price === "reported" ? "" : ` ${estimate.price[price]}`;
  const count = grouped(runs);
  return `${cost(kind)}. ${few ? estimate.few(count) : estimate.from[group](count)}${priced}`;
}

function cost({ tokens, usd }: { tokens: number; usd?: number | undefined }): string {
  const { unknown } = words.needs.estimate;
  return `${usd === undefined ? unknown : money({ costUsd: usd })}, ${amount("tokens", tokens)}`;
}
