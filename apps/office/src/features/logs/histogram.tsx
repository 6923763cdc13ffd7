/** How much was written when, in what was read so far; errors and warnings stand below the line. The table says the same. */
"use client";
import { useMemo } from "react";
import { clock } from "../../lib/figures";
import { words } from "../../locale/words";
import type { Entry } from "./entries";
import { type Bucket, toBuckets } from "./level-counts";

const PARTS = 60;
/** Of one bar and the gap after it. */
const STEP = 10;
const BAR = 8;
const BASE = 24;
const HEIGHT = 34;

export function Histogram({ entries, now }: { entries: readonly Entry[]; now: number }) {
  const buckets = useMemo(() => toBuckets(entries, now, PARTS), [entries, now]);
  const most = Math.max(1, ...buckets.map(({ quiet, warnings, errors }) => quiet + warnings + errors));
  if (entries.length === 0) return null;
  return (
    <div className="flex-none border-b border-n-4 px-4 pt-2 pb-1 max-md:hidden md:px-8">
      <svg
        role="img"
        aria-label={words.logs.overTime}
        viewBox={`0 0 ${PARTS * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        className="block h-9 w-full"
      >
        <defs>
          <pattern id="log-warn" width="4" height="4" patternUnits="userSpaceOnUse">
            <path d="M0 0h2v2h-2zM2 2h2v2h-2z" className="fill-waiting" />
          </pattern>
        </defs>
        {buckets.map((bucket, i) => (
          <Bar key={bucket.from} bucket={bucket} x={i * STEP} most={most} />
        ))}
      </svg>
      <p className="flex justify-between font-mono text-11 text-n-7" aria-hidden="true">
        <span>{clock(buckets[0]?.from ?? now)}</span>
        <span>{clock(buckets[PARTS / 2]?.from ?? now)}</span>
        <span>{words.views.time.now}</span>
      </p>
    </div>
  );
}

function Bar({ bucket, x, most }: { bucket: Bucket; x: number; most: number }) {
  const { from, quiet, warnings, errors } = bucket;
  const total = quiet + warnings + errors;
  // Few beside many stay visible.
  const height = total === 0 ? 1 : Math.max(3, (total / most) * (BASE - 2));
  return (
    <g>
      <title>{words.logs.inBucket(clock(from), total, errors, warnings)}</title>
      <rect
        x={x}
        y={BASE - height}
        width={BAR}
        height={height}
        className={total === 0 ? "fill-n-4" : "fill-n-6"}
      />
      {errors > 0 && <rect x={x} y={BASE + 2} width={BAR} height={4} className="fill-failed" />}
      {warnings > 0 && <rect x={x} y={BASE + 7} width={BAR} height={3} fill="url(#log-warn)" />}
    </g>
  );
}
