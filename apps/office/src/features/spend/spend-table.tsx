/** The figures of the chart, and its legend: choosing a row marks its series. */
"use client";
import { cents, tokenCount } from "../../lib/figures";
import { words } from "../../locale/words";
import { PATTERN_ID } from "./chart";
import { Swatch } from "./pattern";
import type { SpendBy, SpendReport } from "./queries";
import { SeriesName } from "./series-name";
import { localDayWords, measure, reportedUsd, type Series, sumWords, type Unit } from "./spend-state";

const NUMBER = "px-2 text-right font-mono text-12 whitespace-nowrap";
const WIDE = "max-md:hidden";

interface Props {
  report: SpendReport;
  by: SpendBy;
  series: readonly Series[];
  unit: Unit;
  day: string;
  chosen: string;
  nameOf: (series: Series) => string;
  onChoose: (key: string) => void;
}

export function SpendTable({ report, by, series, unit, day, chosen, nameOf, onChoose }: Props) {
  const days = report.days ?? [];
  const isToday = day === days.at(-1);
  const total = report.total.perDay?.find((sums) => sums.day === day);
  return (
    <table className="w-full text-13">
      <caption className="sr-only">{words.spend.caption(days.length, words.spend.by[by])}</caption>
      <Heads by={by} days={days.length} day={isToday ? words.spend.todayHead : localDayWords(day, "short")} />
      <tbody>
        {series.map((one) => (
          <tr
            key={one.key}
            className={`h-10 border-b border-n-3 hover:bg-n-1 max-md:h-12 ${one.key === chosen ? "bg-accent-soft" : ""}`}
          >
            <th scope="row" className="max-w-0 min-w-32 pl-4 text-left font-normal md:w-[34%] md:pl-8">
              <button
                type="button"
                aria-pressed={one.key === chosen}
                title={words.spend.mark}
                onClick={() => onChoose(one.key === chosen ? "" : one.key)}
                className="flex min-h-9 w-full min-w-0 items-center gap-3 max-md:min-h-11"
              >
                <Swatch id={PATTERN_ID} pattern={one.pattern} isChosen={one.key === chosen} />
                <SeriesName by={by} series={one} name={nameOf(one)} />
              </button>
            </th>
            <Figures sums={one.sums} />
            <td className={`${NUMBER} font-medium text-n-10`}>
              <Share part={measure(one.sums, unit)} whole={measure(series[0]?.sums, unit)}>
                {sumWords(one.sums, unit)}
              </Share>
            </td>
            <td className={`${NUMBER} pr-4 font-medium text-n-10 md:pr-8`}>
              {sumWords(one.byDay.get(day), unit)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot className="h-10 border-b border-n-4 font-medium">
        <tr>
          <th scope="row" className="pl-4 text-left font-medium md:pl-8">
            {words.spend.all}
          </th>
          <Figures sums={report.total} />
          <td className={`${NUMBER} text-n-10`}>
            <Share part={0} whole={0}>
              {sumWords(report.total, unit)}
            </Share>
          </td>
          <td className={`${NUMBER} pr-4 text-n-10 md:pr-8`}>{sumWords(total, unit)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** @param props `day` is the name of the chosen day */
function Heads({ by, days, day }: { by: SpendBy; days: number; day: string }) {
  return (
    <thead className="h-8 border-y border-n-4 text-left text-12 text-n-7">
      <tr>
        <th scope="col" className="pl-4 font-normal md:pl-8">
          {words.spend.by[by]}
        </th>
        <th scope="col" className={`${NUMBER} ${WIDE} font-sans font-normal`}>
          {words.spend.heads.runs}
        </th>
        <th scope="col" className={`${NUMBER} ${WIDE} font-sans font-normal`}>
          {words.spend.units.tokens}
        </th>
        <th scope="col" className={`${NUMBER} ${WIDE} font-sans font-normal`}>
          {words.spend.heads.reported}
        </th>
        <th scope="col" className={`${NUMBER} ${WIDE} font-sans font-normal`}>
          {words.spend.heads.estimated}
        </th>
        <th scope="col" className={`${NUMBER} font-sans font-normal`}>
          <Share part={0} whole={0}>
            {words.spend.days(String(days))}
          </Share>
        </th>
        <th scope="col" className={`${NUMBER} pr-4 font-sans font-normal md:pr-8`}>
          {day}
        </th>
      </tr>
    </thead>
  );
}

function Figures({ sums }: { sums: SpendReport["total"] }) {
  const { runs, inputTokens, outputTokens, estimatedUsd } = sums;
  const all = inputTokens === null && outputTokens === null ? null : measure(sums, "tokens");
  return (
    <>
      <td className={`${NUMBER} ${WIDE}`}>{runs}</td>
      <td className={`${NUMBER} ${WIDE}`}>{tokenCount(all)}</td>
      <td className={`${NUMBER} ${WIDE}`}>{cents({ costUsd: reportedUsd(sums) })}</td>
      <td className={`${NUMBER} ${WIDE}`}>{cents({ costUsd: estimatedUsd, estimated: true })}</td>
    </>
  );
}

/** An amount or the head above it, and beside it how it compares with the largest one; with nothing to compare, the place for it. */
function Share({ part, whole, children }: { part: number; whole: number; children: React.ReactNode }) {
  return (
    <span className="flex items-center justify-end gap-2.5">
      {children}
      <span className={`flex h-2 w-[88px] max-md:hidden ${whole > 0 ? "bg-n-3" : ""}`} aria-hidden="true">
        {whole > 0 && <i className="bg-n-9" style={{ width: `${Math.round((part / whole) * 100)}%` }} />}
      </span>
    </span>
  );
}
