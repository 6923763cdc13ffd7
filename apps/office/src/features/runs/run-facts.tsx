/** What a run used, and how it was set up. */
"use client";
import { contextText, programStart } from "@tinyagi/views";
import { grouped } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import type { Figures } from "./figures";
import { useRun } from "./queries";

/** Over all tries, as in the tree. */
export function Usage({ own, total }: Pick<Figures, "own" | "total">) {
  const rows = [
    [words.runs.part.input, own.inputTokens, total.inputTokens],
    [words.runs.part.cached, own.cachedTokens, total.cachedTokens],
    [words.runs.part.output, own.outputTokens, total.outputTokens],
  ] as const;
  const number = (value: number | undefined): string => (value === undefined ? "–" : grouped(value));
  return (
    <table className="w-full text-13 [&_td]:py-1 [&_td]:text-right [&_td]:font-mono [&_td]:text-12 [&_th]:text-right [&_th]:font-normal [&_th]:text-n-7 [&_tr>:first-child]:text-left">
      <thead>
        <tr>
          <th scope="col">{words.runs.part.tokens}</th>
          <th scope="col">{words.runs.part.own}</th>
          <th scope="col">{words.runs.part.withSubAgents}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, alone, all]) => (
          <tr key={name} className="border-t border-n-3">
            <th scope="row">{name}</th>
            <td>{number(alone)}</td>
            <td>{number(all)}</td>
          </tr>
        ))}
        <tr className="border-t border-n-3">
          <th scope="row">
            {total.estimated === true ? words.runs.part.moneyEstimated : words.runs.part.money}
          </th>
          <td>
            <MoneyChip exact of={own} />
          </td>
          <td>
            <MoneyChip exact of={total} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-n-7">{name}</dt>
      <dd className="truncate font-mono text-12 text-n-10">{oneLine(value)}</dd>
    </>
  );
}

/** Only the answer for one run says how it came to its program. */
export function Setup({ run }: { run: Run }) {
  const said = words.runs.part;
  const program = programStart(useRun(run.runId).data ?? run, words.views);
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-y-1 text-13">
      <Fact name={said.harness} value={run.harness} />
      {run.harnessVersion !== null && <Fact name={said.version} value={run.harnessVersion} />}
      {program !== undefined && <Fact name={said.program} value={program} />}
      <Fact name={said.provider} value={run.provider} />
      <Fact name={said.model} value={run.model ?? said.itsDefault} />
      {run.effort != null && <Fact name={said.effort} value={run.effort} />}
      {run.context != null && <Fact name={said.context} value={contextText(run.context, words.views)} />}
      {run.permissions !== null && (
        <Fact name={said.permissions} value={words.agents.choices.permissions[run.permissions]} />
      )}
      <Fact name={said.attemptOf} value={String(run.attempt)} />
      <Fact name={said.run} value={run.runId} />
    </dl>
  );
}
