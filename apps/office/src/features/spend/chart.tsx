/**
 * Spend a day, stacked. A slider over its days: arrows and clicks choose the day that the table shows. The table beside
 * it says every figure, so the picture is only named for screen readers.
 */
"use client";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { words } from "../../locale/words";
import { getFill, PatternDefs } from "./pattern";
import type { SpendReport } from "./queries";
import {
  amountWords,
  computeTicks,
  localDayWords,
  measure,
  type Series,
  stackSeries,
  sumWords,
  type Unit,
} from "./spend-state";

const HEIGHT = 300;
const LEFT = 44;
const TOP = 24;
const FOOT = 40;
/** Words above a bar need so much room. */
const WORDS_PX = 40;
/** Half of the widest name of a day. */
const NAME_PX = 18;
export const PATTERN_ID = "spend";
/** Words stay readable over lines and patterns. */
const HALO = "stroke-n-0 [paint-order:stroke] [stroke-width:4px]";

interface Props {
  report: SpendReport;
  series: readonly Series[];
  unit: Unit;
  day: string;
  chosen: string;
  /** The limit of a day in this unit, if one is set. */
  limit: number | undefined;
  onDay: (day: string) => void;
}

export function Chart(props: Props) {
  const { report, day, unit, onDay } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const days = report.days ?? [];
  const at = Math.max(0, days.indexOf(day));
  const move = (to: number): void => onDay(days[Math.max(0, Math.min(days.length - 1, to))] ?? "");
  const totals = new Map((report.total.perDay ?? []).map((sums) => [sums.day, sums]));
  function onKeyDown(event: KeyboardEvent): void {
    const step: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
    };
    const to = { ...step, ArrowUp: at + 1, Home: 0, End: days.length - 1, PageUp: at - 7, PageDown: at + 7 };
    const next = to[event.key as keyof typeof to];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  }
  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const left = event.currentTarget.getBoundingClientRect().left + LEFT;
    move(Math.floor(((event.clientX - left) / (width - LEFT)) * days.length));
  }
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={words.spend.day}
      aria-valuemin={1}
      aria-valuemax={days.length}
      aria-valuenow={at + 1}
      aria-valuetext={`${localDayWords(day, "long")}: ${sumWords(totals.get(day), unit)}`}
      className="cursor-pointer touch-pan-y"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <Picture {...props} width={width} totals={totals} />
    </div>
  );
}

function Picture(
  props: Props & { width: number; totals: ReadonlyMap<string, Parameters<typeof sumWords>[0]> },
) {
  const { report, series, unit, day, chosen, limit, width, totals } = props;
  const days = report.days ?? [];
  const today = days.at(-1);
  const expected = unit === "money" ? report.expectedToday?.costUsd : report.expectedToday?.tokens;
  const values = days.map((one) => measure(totals.get(one), unit));
  const ticks = computeTicks(Math.max(...values, expected ?? 0, limit ?? 0));
  const highest = ticks.at(-1) ?? 1;
  const y = (value: number): number => Math.round(TOP + (HEIGHT - TOP) * (1 - value / highest));
  const column = (width - LEFT) / Math.max(1, days.length);
  const bar = Math.max(2, Math.min(52, Math.floor(column * 0.66)));
  const every = Math.ceil(WORDS_PX / column);
  return (
    <svg
      width={width}
      height={HEIGHT + FOOT}
      className="block font-mono text-11 select-none"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      <PatternDefs id={PATTERN_ID} />
      {ticks.map((tick) => (
        <Tick key={tick} tick={tick} unit={unit} y={y(tick)} width={width} />
      ))}
      {days.map((one, i) => {
        const x = Math.round(LEFT + column * i + (column - bar) / 2);
        const value = values[i] ?? 0;
        const middle = x + bar / 2;
        const isDay = one === day;
        const isNamed = (days.length - 1 - i) % every === 0;
        return (
          <g key={one}>
            {stackSeries(series, { day: one, unit, chosen }).map(({ from, to, pattern, isChosen }) => (
              <rect
                key={from}
                x={x}
                y={y(to)}
                width={bar}
                height={Math.max(0, y(from) - y(to))}
                fill={isChosen ? undefined : getFill(PATTERN_ID, pattern)}
                className={`${isChosen ? "fill-accent" : ""} ${bar > 6 ? "stroke-n-9" : ""}`}
              />
            ))}
            {one === today && expected != null && expected > value && (
              <Expected x={x} y={y(expected)} width={bar} height={y(value) - y(expected)} />
            )}
            {column >= WORDS_PX && value > 0 && (
              <text
                x={middle}
                y={y(value) - 6}
                textAnchor="middle"
                className={`${HALO} ${isDay ? "fill-n-10 font-bold" : "fill-n-8"}`}
              >
                {sumWords(totals.get(one), unit).replace("$", "")}
              </text>
            )}
            {isDay && (
              <rect x={x} y={HEIGHT + 3} width={bar} height={4} className="fill-accent stroke-accent-line" />
            )}
            {isNamed && (
              <DayName
                day={one}
                x={Math.min(middle, width - NAME_PX)}
                isDay={isDay}
                isToday={one === today}
              />
            )}
          </g>
        );
      })}
      {/* Above the bars, which would hide it. */}
      {limit !== undefined && <Limit y={y(limit)} width={width} />}
    </svg>
  );
}

function Tick({ tick, unit, y, width }: { tick: number; unit: Unit; y: number; width: number }) {
  return (
    <g>
      <path d={`M${LEFT} ${y + 0.5}H${width}`} className={tick === 0 ? "stroke-n-6" : "stroke-n-3"} />
      <text x={LEFT - 8} y={y + 4} textAnchor="end" className="fill-n-7">
        {unit === "money" ? `$${tick < 1 && tick > 0 ? tick.toPrecision(1) : tick}` : amountWords(tick, unit)}
      </text>
    </g>
  );
}

function Expected(place: { x: number; y: number; width: number; height: number }) {
  return <rect {...place} fill="none" className="stroke-n-7" strokeDasharray="3 3" />;
}

function Limit({ y, width }: { y: number; width: number }) {
  return (
    <g>
      <path d={`M${LEFT} ${y + 0.5}H${width}`} className="stroke-n-10" strokeDasharray="2 4" />
      <text x={LEFT + 4} y={y - 5} className={`fill-n-9 ${HALO}`}>
        {words.spend.limitADay}
      </text>
    </g>
  );
}

function DayName({ day, x, isDay, isToday }: { day: string; x: number; isDay: boolean; isToday: boolean }) {
  const [weekday, number] = localDayWords(day, "short").split(" ");
  return (
    <text textAnchor="middle" className={isDay ? "fill-n-10 font-sans font-bold" : "fill-n-7 font-sans"}>
      <tspan x={x} y={HEIGHT + 22}>
        {isToday ? words.spend.todayHead : weekday}
      </tspan>
      <tspan x={x} y={HEIGHT + 36}>
        {number}
      </tspan>
    </text>
  );
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watch = new ResizeObserver(([entry]) =>
      setWidth(Math.max(240, Math.floor(entry?.contentRect.width ?? 0))),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
