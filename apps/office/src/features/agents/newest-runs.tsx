/** The newest runs of an agent: how each ended or what it does, and the way to it. */
"use client";
import { oneLine } from "../../lib/format/text";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { runShown } from "../runs/states";
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
            <StateMark state={waiting.has(run.runId) ? "waiting" : runShown(run.status).state} dense />
            <Link href={`/runs?run=${run.runId}`} className="truncate text-n-9 hover:underline max-md:py-3">
              {oneLine(run.error?.message ?? run.output ?? "", 100) ||
                words.agents.now[waiting.has(run.runId) ? "waits" : "atWork"]}
            </Link>
            <TimeChip at={run.createdAt} ago />
            <span className="text-right">
              <MoneyChip usd={run.usage.costUsd} estimated={run.usage.estimated} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
