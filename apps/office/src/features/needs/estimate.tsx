/** What a plan will probably cost, and on which past runs that is based: the sentences of every other screen. */
"use client";
import { estimateText } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";

const LINE_MAX_CHARS = 300;

export function EstimateDetails({ estimate }: { estimate: NonNullable<Approval["estimate"]> }) {
  const { total, agents, budgets } = estimateText(estimate, words.views);
  return (
    <section aria-label={words.needs.estimate} className="mt-2 text-12 text-n-9">
      <p className="font-medium text-n-10">{total}</p>
      <ul className="mt-1 grid gap-0.5 text-n-7">
        {agents.map((text) => (
          <li key={text} className="break-words">
            {oneLine(text, LINE_MAX_CHARS)}
          </li>
        ))}
        {budgets.map(({ text, fits }) => (
          <li key={text} className={fits ? "break-words" : "break-words text-n-10"}>
            {oneLine(text, LINE_MAX_CHARS)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Only what it will cost in all. */
export function EstimateLine({ estimate }: { estimate: NonNullable<Approval["estimate"]> }) {
  return <p className="mt-0.5 line-clamp-2 text-12 text-n-7">{estimateText(estimate, words.views).total}</p>;
}
