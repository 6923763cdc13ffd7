/** How reliably and how fast each agent answers, beside the days before. Figures that nothing was measured for are a dash. */
"use client";
import { toWords } from "../../lib/api";
import { duration, share } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { AgentChip } from "../../ui/chips";
import { Reading, Trouble } from "../../ui/region";
import { type Trends, useTrends } from "./queries";

const NUMBER = "px-2 text-right font-mono text-12 whitespace-nowrap";
const HEAD = "px-2 text-right font-normal whitespace-nowrap";
const WIDE = "max-md:hidden";

type Figures = Trends["total"];

export function TrendTable({ days }: { days: number }) {
  const { data, error, refetch } = useTrends(days);
  const said = words.spend.trends;
  return (
    <section aria-label={said.title} className="min-w-0 pb-4">
      <h2 className="flex h-11 items-center text-13 font-semibold text-n-10">
        {said.title}
        <span className="ml-auto text-12 font-normal text-n-7">{words.spend.days(String(days))}</span>
      </h2>
      {error && data === undefined && <Trouble text={toWords(error)} retry={() => void refetch()} />}
      {error === null && data === undefined && <Reading />}
      {data?.rows.length === 0 && <p className="pb-4 text-13 text-n-7">{said.none}</p>}
      {data !== undefined && data.rows.length > 0 && (
        <>
          <Rows report={data} days={days} />
          <p className="pt-2 text-12 text-n-7">
            {said.note}
            {data.more > 0 && ` ${said.more(data.more)}.`}
            {data.truncated && ` ${said.truncated}`}
          </p>
        </>
      )}
    </section>
  );
}

function Rows({ report, days }: { report: Trends; days: number }) {
  const agents = useAgents().data ?? {};
  const { caption, agent, heads, beforeNote } = words.spend.trends;
  return (
    <table className="w-full text-13">
      <caption className="sr-only">{caption(days)}</caption>
      <thead className="h-8 border-y border-n-4 text-left text-12 text-n-7">
        <tr>
          <th scope="col" className="font-normal">
            {agent}
          </th>
          <th scope="col" className={`${HEAD} ${WIDE}`}>
            {heads.answered}
          </th>
          <th scope="col" className={HEAD}>
            {heads.failed}
          </th>
          <th scope="col" className={HEAD}>
            {heads.success}
          </th>
          <th scope="col" className={`${HEAD} ${WIDE}`} title={beforeNote(days)}>
            {heads.before}
          </th>
          <th scope="col" className={`${HEAD} max-md:pr-0`}>
            {heads.half}
          </th>
          <th scope="col" className={`${HEAD} ${WIDE}`}>
            {heads.most}
          </th>
          <th scope="col" className={`${HEAD} ${WIDE} pr-0`}>
            {heads.retries}
          </th>
        </tr>
      </thead>
      <tbody>
        {report.rows.map((row) => (
          <tr key={row.agent} className="h-10 border-b border-n-3 max-md:h-12">
            <th scope="row" className="max-w-0 min-w-28 text-left font-normal md:w-[34%]">
              <AgentChip id={row.agent} name={oneLine(agents[row.agent]?.name ?? row.agent, 80)} />
            </th>
            <Cells figures={row} />
          </tr>
        ))}
      </tbody>
      <tfoot className="h-10 border-b border-n-4 font-medium">
        <tr>
          <th scope="row" className="text-left font-medium">
            {words.spend.all}
          </th>
          <Cells figures={report.total} />
        </tr>
      </tfoot>
    </table>
  );
}

function Cells({
  figures: { answered, failed, successRate, before, answerMs, retries },
}: {
  figures: Figures;
}) {
  return (
    <>
      <td className={`${NUMBER} ${WIDE}`}>{answered}</td>
      <td className={NUMBER}>{failed}</td>
      <td className={`${NUMBER} font-medium text-n-10`}>{share(successRate)}</td>
      <td className={`${NUMBER} ${WIDE}`}>{share(before.successRate)}</td>
      <td className={`${NUMBER} max-md:pr-0`}>{answerMs === null ? "–" : duration(answerMs.p50)}</td>
      <td className={`${NUMBER} ${WIDE}`}>{answerMs === null ? "–" : duration(answerMs.p90)}</td>
      <td className={`${NUMBER} ${WIDE} pr-0`}>{retries}</td>
    </>
  );
}
