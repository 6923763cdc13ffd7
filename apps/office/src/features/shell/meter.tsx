/** What the day cost, and how much of its budget that is. */
"use client";
import { money } from "../../lib/figures";
import { useBudgets, useSpentToday } from "../../lib/queries";
import { words } from "../../locale/words";
import { PixelDigits } from "../../ui/glyph";

const SEGMENTS = 24;

/** @param isOnPhone a phone has no sidebar: it shows the meter under "More" */
export function Meter({ isOnPhone = false }: { isOnPhone?: boolean }) {
  const spent = useSpentToday().data;
  const limit = useBudgets().data?.find(({ scope }) => scope === "day")?.limit.usd;
  if (spent === undefined) return null;
  const today = spent.costUsd ?? 0;
  return (
    <div
      className={isOnPhone ? "border-t border-n-3 pt-3" : "mt-2 border-t border-n-3 px-2 pt-3 max-lg:hidden"}
    >
      <p className="flex items-end justify-between text-n-10">
        <span className="sr-only">{money({ ...spent, costUsd: today })}</span>
        <span className="flex items-end gap-1.5" aria-hidden="true">
          <b className="text-13/[14px]">{spent.estimated ? "~$" : "$"}</b>
          <PixelDigits text={today.toFixed(2)} />
        </span>
        <span className="text-12/[13px] text-n-7">
          {limit === undefined
            ? words.shell.meter.spentToday
            : words.shell.meter.ofToday(money({ costUsd: limit }))}
        </span>
      </p>
      {limit !== undefined && <Segments part={limit === 0 ? 1 : today / limit} />}
    </div>
  );
}

function Segments({ part }: { part: number }) {
  const full = Math.min(SEGMENTS, Math.floor(part * SEGMENTS));
  return (
    <div className="mt-1.5 flex gap-0.5" aria-hidden="true">
      {Array.from({ length: SEGMENTS }, (_, i) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: segments have no other name.
          key={i}
          className={`h-2 flex-1 ${i < full ? (part >= 1 ? "bg-failed" : "bg-n-10") : i === full ? "bg-accent ring-1 ring-accent-line ring-inset" : "bg-n-2 ring-1 ring-n-4 ring-inset"}`}
        />
      ))}
    </div>
  );
}
