/** With what the runs of both sides worked: agent CLI, its version, and what the agent was permitted. */
"use client";
import type { RunComparison } from "@tinyagi/contracts";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { type SetupRow, type SetupShown, toSetups } from "./setups";

export function ComparedSetups({ steps }: { steps: RunComparison["steps"] }) {
  const said = words.runs.compare;
  const { rows, same } = toSetups(steps);
  if (rows.length === 0) return null;
  return (
    <section aria-label={said.setup} className="mt-6">
      <h2 className="border-b border-n-4 pb-2 text-13 font-semibold text-n-10">{said.setup}</h2>
      <ul>
        {rows.map((row) => (
          <Row key={row.path} row={row} />
        ))}
      </ul>
      {same > 0 && <p className="pt-2 text-12 text-n-7">{said.sameSetups(same)}</p>}
    </section>
  );
}

function Row({ row: { path, a, b, mark, differing } }: { row: SetupRow }) {
  const said = words.runs.compare;
  return (
    <li className="grid grid-cols-2 items-start gap-x-4 gap-y-1 border-b border-n-3 py-2 text-13 md:grid-cols-[repeat(3,minmax(0,1fr))_72px]">
      <span className="truncate font-medium text-n-10">{oneLine(path, 120)}</span>
      <Setup name={said.first} shown={a} differing={differing} />
      <Setup name={said.second} shown={b} differing={differing} />
      <span
        className={`max-md:order-first max-md:col-start-2 max-md:row-start-1 max-md:text-right ${mark === "differs" ? "font-semibold text-n-10" : "text-n-7"}`}
      >
        {mark === "missing" ? "" : said[mark]}
      </span>
    </li>
  );
}

function Setup({
  name,
  shown,
  differing,
}: {
  name: string;
  shown: SetupShown | undefined;
  differing: SetupRow["differing"];
}) {
  const weight = (differs: boolean): string => (differs ? "font-semibold text-n-10" : "text-n-8");
  return (
    <dl className="min-w-0 break-words">
      <dt className="text-12 text-n-7">{name}</dt>
      {shown === undefined ? (
        <dd className="text-n-7">{words.runs.compare.missing}</dd>
      ) : (
        <>
          <dd className={`font-mono text-12 ${weight(differing.program)}`}>{oneLine(shown.program)}</dd>
          {shown.permissions !== null && (
            <dd className={weight(differing.permissions)}>
              {words.agents.choices.permissions[shown.permissions]}
            </dd>
          )}
        </>
      )}
    </dl>
  );
}
