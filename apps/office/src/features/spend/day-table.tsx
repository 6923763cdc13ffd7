/** Every day of the chart in words and figures: what the picture shows, for those who do not see it. */
"use client";
import { useState } from "react";
import { words } from "../../locale/words";
import type { SpendReport } from "./queries";
import { localDayWords, PATTERNS, type Series, sumWords, type Unit } from "./spend-state";

interface Props {
  report: SpendReport;
  series: readonly Series[];
  unit: Unit;
  nameOf: (series: Series) => string;
}

export function DayTable({ report, series, unit, nameOf }: Props) {
  const [isOpen, setOpen] = useState(false);
  const totals = new Map((report.total.perDay ?? []).map((sums) => [sums.day, sums]));
  const shown = series.slice(0, PATTERNS);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="px-4 pb-3 text-12 md:px-8">
      <summary className="cursor-pointer py-1 text-n-7 select-none hover:text-n-10 max-md:py-3.5">
        {words.spend.everyDayTable}
      </summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
        <section className="max-h-80 overflow-auto" tabIndex={0} aria-label={words.spend.everyDay}>
          <table className="w-full">
            <thead className="sticky top-0 bg-n-0 text-left text-n-7">
              <tr>
                <th scope="col" className="p-1 font-normal">
                  {words.spend.day}
                </th>
                {shown.map((one) => (
                  <th key={one.key} scope="col" className="max-w-40 truncate p-1 text-right font-normal">
                    {nameOf(one)}
                  </th>
                ))}
                <th scope="col" className="p-1 text-right font-normal">
                  {words.spend.all}
                </th>
              </tr>
            </thead>
            <tbody>
              {[...(report.days ?? [])].reverse().map((day) => (
                <tr key={day} className="border-t border-n-3">
                  <th scope="row" className="p-1 text-left font-normal whitespace-nowrap">
                    {localDayWords(day, "long")}
                  </th>
                  {shown.map((one) => (
                    <td key={one.key} className="p-1 text-right font-mono">
                      {sumWords(one.byDay.get(day), unit)}
                    </td>
                  ))}
                  <td className="p-1 text-right font-mono font-medium text-n-10">
                    {sumWords(totals.get(day), unit)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
