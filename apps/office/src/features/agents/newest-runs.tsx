/** The newest runs of an agent: what each was about, as on the page of runs, how it ended, and the way to it. */
"use client";
import { workState } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { workShown } from "../../ui/states";
import { useWaitingRuns } from "../runs/use-waiting-runs";

export function NewestRuns({ agent, runs }: { agent: string; runs: readonly Run[] }) {
  const waiting = useWaitingRuns();
  return (
    <section aria-label={words.agents.now.runs}>
      <h4 className="flex items-baseline border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10">
        {words.agents.now.newest}
        <Link
          href={`/runs?agent=${encodeURIComponent(agent)}`}
          className="ml-auto font-medium text-n-7 hover:underline max-md:py-3"
        >
          {words.agents.now.all}
        </Link>
      </h4>
      {runs.length === 0 && <p className="py-2 text-n-7">{words.agents.now.none}</p>}
      <ul>
        {runs.map((run) => (
          <li
            key={run.runId}
            className="grid min-h-9 grid-cols-[auto_minmax(0,1fr)_auto_56px] items-center gap-3 border-b border-n-3"
          >
            <StateMark {...workShown(workState({ run: run.status, asks: waiting.has(run.runId) }))} dense />
            <Link
              href={runHref(run.runId)}
              className="grid min-w-0 py-1.5 text-n-9 hover:underline max-md:py-3"
            >
              <span className="truncate">
                {toTitle({ ...run, text: run.task }) || words.runs.list.noText}
              </span>
              {run.error && (
                <span className="truncate text-12 text-n-7">{oneLine(run.error.message, 100)}</span>
              )}
            </Link>
            <TimeChip at={run.createdAt} ago />
            <span className="text-right">
              <MoneyChip of={run.usage} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
