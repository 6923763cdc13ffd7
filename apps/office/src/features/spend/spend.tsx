/** Spend. Its question: what did it cost, and will it last? The eye meets the sentence, then the day that towers. */
"use client";
import type { BudgetView } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { useBudgets } from "../../lib/queries";
import { useAdding } from "../../lib/use-adding";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass, Key } from "../../ui/button";
import { Link } from "../../ui/link";
import { PageHead } from "../../ui/page-head";
import { Empty, Reading, Region, Trouble } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";
import { BudgetDialog } from "./budget-dialog";
import { useBudgetName } from "./budget-name";
import { spendSentence } from "./budget-words";
import { Budgets } from "./budgets";
import { Chart } from "./chart";
import { DayTable } from "./day-table";
import { ExportDialog } from "./export-dialog";
import { Logins } from "./logins";
import { type SpendBy, type SpendReport, useSpendReport } from "./queries";
import { Reported } from "./reported";
import { useSeriesName } from "./series-name";
import { amountWords, localDayWords, measure, sumWords, toSeries, UNITS } from "./spend-state";
import { SpendTable } from "./spend-table";
import { Stops } from "./stops";
import { TrendTable } from "./trend-table";

const BY: readonly SpendBy[] = ["agent", "team", "model", "task", "channel"];
const RANGES = ["7", "14", "30", "90"];

export function Spend() {
  const [by] = useOne("by", BY, "agent");
  const [days] = useOne("days", RANGES, "14");
  const report = useSpendReport(by, Number(days));
  const budgets = useBudgets();
  const nameOf = useBudgetName();
  const now = useNow();
  const [open, setOpen] = useState<"export" | BudgetView>();
  const [isAdding, setAdding] = useAdding(words.spend.setBudget);
  const { data } = report;
  const isEmpty = data?.total.runs === 0 && budgets.data?.length === 0;
  const today = data?.total.perDay?.find(({ day }) => day === data.days?.at(-1));
  return (
    <>
      <PageHead
        title={words.spend.title}
        text={
          data === undefined
            ? ""
            : spendSentence(sumWords(today, "money"), budgets.data ?? [], { nameOf: phrase(nameOf), now })
        }
      >
        <div className="flex gap-2">
          <Button disabled={data === undefined} onClick={() => setOpen("export")}>
            {words.spend.export}
          </Button>
          <Button onClick={() => setAdding(true)}>
            {words.spend.setBudget}
            <span className="max-md:hidden">
              <Key>C</Key>
            </span>
          </Button>
        </div>
      </PageHead>
      {report.error && data === undefined && (
        <Trouble text={toWords(report.error)} retry={() => void report.refetch()} />
      )}
      <div className="min-h-0 flex-1 overflow-auto">
        {data === undefined && report.error === null && (
          <div className="px-4 md:px-8">
            <Reading />
          </div>
        )}
        {data !== undefined && isEmpty && <NoSpend />}
        {data !== undefined && !isEmpty && (
          <div className="grid grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_352px]">
            <section aria-label={words.spend.spendADay} className="min-w-0">
              <Choices />
              <Region name={words.spend.theChart}>
                <Days key={by} report={data} by={by} />
              </Region>
            </section>
            <div className="border-n-4 max-lg:order-last max-lg:border-t lg:row-span-2 lg:border-l">
              <Region name={words.spend.theBudgets}>
                <Budgets budgets={budgets} onNew={() => setAdding(true)} onChange={setOpen} />
              </Region>
            </div>
            <Below report={data} days={Number(days)} />
          </div>
        )}
      </div>
      {open === "export" && data !== undefined && (
        <ExportDialog report={data} by={by} onClose={() => setOpen(undefined)} />
      )}
      {open !== undefined && open !== "export" && (
        <BudgetDialog budget={open} onClose={() => setOpen(undefined)} />
      )}
      {isAdding && <BudgetDialog budget={undefined} onClose={() => setAdding(false)} />}
    </>
  );
}

function Choices() {
  const [by, setBy] = useOne("by", BY, "agent");
  const [days, setDays] = useOne("days", RANGES, "14");
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-3 md:px-8">
      <Segmented
        label={words.spend.stackBy}
        choices={BY.map((value) => ({ value, name: words.spend.by[value] }))}
        value={by}
        onChange={setBy}
      />
      <Select
        label={words.spend.range}
        value={days}
        onChange={({ target }) => setDays(target.value)}
        options={RANGES.map((value) => ({ value, name: words.spend.days(value) }))}
      />
      <span className="md:ml-auto" />
      <Unit />
    </div>
  );
}

/** What else there is to know about the spend, below the chart. */
function Below({ report, days }: { report: SpendReport; days: number }) {
  return (
    <div className="grid content-start gap-x-12 px-4 pb-8 md:px-8 xl:grid-cols-2">
      <div className="min-w-0 xl:col-span-2">
        <Region name={words.spend.trends.title}>
          <TrendTable days={days} />
        </Region>
      </div>
      <Region name={words.spend.whatStopped}>
        <Stops />
      </Region>
      <Reported report={report} />
      <Region name={words.spend.logins.title}>
        <Logins />
      </Region>
    </div>
  );
}

/** The chosen day in words, the chart, and its figures. */
function Days({ report, by }: { report: SpendReport; by: SpendBy }) {
  const [unit] = useOne("unit", UNITS, "money");
  const [chosen, setChosen] = useParam("of");
  const days = report.days ?? [];
  const [wanted, setDay] = useParam("day");
  const today = days.at(-1) ?? "";
  const day = days.includes(wanted) ? wanted : today;
  const series = toSeries(report);
  const nameOf = useSeriesName(by);
  const limit = useBudgets().data?.find(({ scope }) => scope === "day")?.limit;
  const total = report.total.perDay?.find((sums) => sums.day === day);
  const expected = report.expectedToday;
  const mark = series.find(({ key }) => key === chosen);
  return (
    <>
      <p
        className="flex min-h-8 flex-wrap items-baseline gap-x-3 px-4 pt-4 text-13 text-n-7 md:px-8"
        aria-live="polite"
      >
        <b className="text-20 font-bold text-n-10">{sumWords(total, unit)}</b>
        <span>
          {day === today ? words.spend.todaySoFar : localDayWords(day, "long")}
          {day === today && expected != null && measure(total, unit) > 0
            ? words.spend.byMidnight(
                amountWords(unit === "money" ? (expected.costUsd ?? 0) : expected.tokens, unit),
              )
            : ""}
          {mark && words.spend.ofThat(nameOf(mark), sumWords(mark.byDay.get(day), unit))}
        </span>
      </p>
      <div className="px-4 pt-2 md:px-8">
        <Chart
          report={report}
          series={series}
          unit={unit}
          day={day}
          chosen={chosen}
          limit={unit === "money" ? limit?.usd : limit?.tokens}
          onDay={(next) => setDay(next === today ? "" : next)}
        />
      </div>
      <DayTable report={report} series={series} unit={unit} nameOf={nameOf} />
      <SpendTable {...{ report, by, series, unit, day, chosen, nameOf }} onChoose={(key) => setChosen(key)} />
      {report.truncated && <p className="px-4 py-2 text-12 text-n-7 md:px-8">{words.spend.truncated}</p>}
    </>
  );
}

function Unit() {
  const [unit, setUnit] = useOne("unit", UNITS, "money");
  return (
    <Segmented
      label={words.spend.unit}
      choices={UNITS.map((value) => ({ value, name: words.spend.units[value] }))}
      value={unit}
      onChange={setUnit}
    />
  );
}

/** A parameter of the address that has few values; any other counts as the first choice. */
function useOne<T extends string>(name: string, values: readonly T[], fallback: T): [T, (value: T) => void] {
  const [value, set] = useParam(name, fallback);
  return [values.find((one) => one === value) ?? fallback, (next) => set(next)];
}

const phrase =
  (nameOf: (scope: string) => string) =>
  (scope: string): string =>
    scope === "day" ? words.spend.sentence.dayBudget : words.spend.sentence.toBudget(nameOf(scope));

function NoSpend() {
  return (
    <div className="px-4 md:px-8">
      <Empty title={words.spend.empty.title} text={words.spend.empty.text}>
        <Link href="/chat?new=1" className={buttonClass("go")}>
          {words.common.newMessage}
        </Link>
      </Empty>
    </div>
  );
}
