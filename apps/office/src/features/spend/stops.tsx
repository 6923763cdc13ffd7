/** What a budget stopped, why, and what continues it. What was done is kept. */
"use client";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { chatHref, runHref } from "../../lib/hrefs";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Trouble } from "../../ui/region";
import { reasonOfStop } from "./budget-words";
import { Raise } from "./budgets";
import { type Stop, useStops } from "./queries";

export function Stops() {
  const { data, error, refetch } = useStops();
  return (
    <section aria-label={words.spend.stops.title} className="min-w-0">
      <h2 className="flex h-11 items-center gap-2 text-13 font-semibold text-n-10">
        {words.spend.stops.title}{" "}
        <span className="font-mono text-12 font-normal text-n-7">{data?.length ?? ""}</span>
      </h2>
      {error && data === undefined && <Trouble text={toWords(error)} retry={() => void refetch()} />}
      {data?.length === 0 && <p className="pb-4 text-13 text-n-7">{words.spend.stops.none}</p>}
      <ul>
        {data?.map((stop, i) => (
          <StopRow
            key={stop.id}
            stop={stop}
            isFirst={data.findIndex(({ scope }) => scope === stop.scope) === i}
          />
        ))}
      </ul>
    </section>
  );
}

function StopRow({ stop, isFirst }: { stop: Stop; isFirst: boolean }) {
  const name = useAgents().data?.[stop.agent]?.name ?? stop.agent;
  const { raise, runId, conversationId } = stop;
  const canRaise = raise !== null && Object.keys(raise).length > 0;
  return (
    <li className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 border-t border-n-3 py-3 text-13">
      <Face id={stop.agent} state="failed" />
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <b className="truncate font-semibold text-n-10">
            {toTitle({ ...stop, text: stop.preview }) || oneLine(name)}
          </b>
          <StateMark state="held" word={words.spend.stops.stopped} />
          <span className="ml-auto">
            <TimeChip at={stop.stoppedAt} ago />
          </span>
        </div>
        <p className="mt-0.5 break-words text-n-7">{visible(reasonOfStop(stop))}</p>
        {raise === null && <p className="mt-1 text-n-7">{words.spend.stops.tooOld}</p>}
        <div className="mt-1 flex flex-wrap items-start gap-x-2">
          <Link
            href={runId === null ? chatHref(conversationId) : runHref(runId)}
            className={`${buttonClass("bare", "s")} mt-2`}
          >
            {runId === null ? words.common.openConversation : words.common.openRun}
          </Link>
          {/* One raise continues everything that the budget stopped. */}
          {canRaise && isFirst && <Raise scope={stop.scope} added={raise} />}
        </div>
      </div>
    </li>
  );
}
