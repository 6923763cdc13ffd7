/** How sure the money is: what agents and providers reported, what TinyAGI estimated, what has no price. */
"use client";
import { money } from "../../lib/figures";
import { words } from "../../locale/words";
import { PATTERN_ID } from "./chart";
import { getFill, Swatch } from "./pattern";
import type { SpendReport } from "./queries";
import { reportedUsd } from "./spend-state";

export function Reported({ report }: { report: SpendReport }) {
  const { total, days = [] } = report;
  const reported = reportedUsd(total) ?? 0;
  const estimated = total.estimatedUsd ?? 0;
  const sum = reported + estimated;
  const part = sum === 0 ? 0 : (reported / sum) * 336;
  return (
    <section aria-label={words.spend.reported.label} className="min-w-0">
      <h2 className="flex h-11 items-center text-13 font-semibold text-n-10">
        {words.spend.reported.title}
        <span className="ml-auto text-12 font-normal text-n-7">{words.spend.days(String(days.length))}</span>
      </h2>
      {sum > 0 && (
        <svg
          viewBox="0 0 336 24"
          preserveAspectRatio="none"
          className="block h-6 w-full"
          shapeRendering="crispEdges"
          role="img"
          aria-label={words.spend.reported.figure(
            money({ costUsd: reported }),
            money({ costUsd: estimated }),
          )}
        >
          <rect width={Math.max(0, part - 1)} height="24" fill={getFill(PATTERN_ID, 0)} />
          <rect x={part} width={336 - part} height="24" fill={getFill(PATTERN_ID, 4)} />
        </svg>
      )}
      <dl className="text-13">
        <Kind pattern={0} name={words.spend.heads.reported} amount={money({ costUsd: reported })}>
          {words.spend.reported.text}
        </Kind>
        <Kind
          pattern={4}
          name={words.spend.heads.estimated}
          amount={money({ costUsd: estimated, estimated: true })}
        >
          {words.spend.reported.estimatedText}
        </Kind>
      </dl>
      {total.unpricedRuns > 0 && (
        <p className="py-2 text-12 text-n-7">
          {words.spend.reported.unpriced(total.unpricedRuns, total.runs)}
        </p>
      )}
    </section>
  );
}

function Kind(props: { pattern: number; name: string; amount: string; children: string }) {
  return (
    <div className="grid grid-cols-[12px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 border-b border-n-3 py-2.5">
      <Swatch id={PATTERN_ID} pattern={props.pattern} isChosen={false} />
      <dt className="font-medium text-n-10">{props.name}</dt>
      <dd className="font-mono text-12 text-n-10">{props.amount}</dd>
      <dd className="col-start-2 text-12 text-n-7">{props.children}</dd>
    </div>
  );
}
