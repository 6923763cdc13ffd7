/** One part of a run: why it failed, what it was asked, what it did and gave back, what it used. */
"use client";
import type { RunGraph } from "@tinyagi/contracts";
import { type ReactNode, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { type Run, useConversation } from "../../lib/queries";
import { useLiveRuns } from "../../lib/stream/use-stream";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Markdown } from "../../ui/markdown";
import { Trouble } from "../../ui/region";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { Diff } from "./diff";
import { useRunLog } from "./queries";
import type { Row } from "./rows";
import { RunActions } from "./run-actions";
import { isLiveStatus } from "./states";
import { Took } from "./took";
import { ToolCalls } from "./tool-calls";

interface Props {
  row: Row;
  graph: RunGraph | undefined;
  root: Run;
  onClose: () => void;
}

export function RunInspector({ row, graph, root, onClose }: Props) {
  const { run, node, agent, title, shown, attempts } = row;
  const spec = node === undefined ? undefined : graph?.nodes[node]?.spec;
  const messages = useConversation(root.conversationId).data?.messages ?? [];
  const prompt = messages.find(({ id }) => id === run?.messageRowId)?.text ?? spec?.prompt ?? row.title;
  const heading = (
    <span className="flex items-center gap-2">
      <Face id={agent} state={shown.state} />
      <span className="truncate">{title}</span>
    </span>
  );
  return (
    <Inspector label={words.runs.part.label} title={heading} onClose={onClose}>
      <div className="grid gap-5 px-5 py-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-n-7">
          <StateMark {...shown} />
          <span>{agent}</span>
          <Took run={run} />
          {attempts.length > 0 && <span>{words.runs.part.attempt(attempts.length + 1)}</span>}
          {run !== undefined && <TimeChip at={run.createdAt} ago />}
        </div>
        {run !== undefined && <RunActions run={run} node={node} prompt={spec?.prompt ?? prompt} />}
        {run !== undefined && <Asks run={run} />}
        {run?.error && (
          <Part name={words.runs.why.failed}>
            <p className="text-13 break-words text-failed">{visible(run.error.message)}</p>
          </Part>
        )}
        <Part name={words.runs.part.prompt}>
          <Text text={prompt} />
        </Part>
        {spec !== undefined && spec.rationale !== "" && (
          <Part name={words.runs.part.rationale} mark={words.runs.part.claimed}>
            <Text text={spec.rationale} />
          </Part>
        )}
        {run !== undefined && <Result run={run} />}
      </div>
    </Inspector>
  );
}

function Asks({ run }: { run: Run }) {
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.runId === run.runId);
  if (needs.length === 0) return null;
  return (
    <ul className="rounded-m border border-n-4" aria-label={words.needs.title}>
      {needs.map((need) => (
        <NeedCard key={need.key} need={need} name={undefined} />
      ))}
    </ul>
  );
}

function Result({ run }: { run: Run }) {
  const live = useLiveRuns().get(run.runId);
  const log = useRunLog(run.runId);
  const [isDiffWanted, setDiffWanted] = useState(false);
  const hasEnded = !isLiveStatus(run.status);
  const output = run.output ?? live?.text ?? "";
  return (
    <>
      {output !== "" && (
        <Part name={hasEnded ? words.runs.part.output : words.runs.part.writesNow}>
          <Markdown text={output} />
        </Part>
      )}
      <Part name={words.runs.tools.label}>
        {log.error ? (
          <Trouble text={wordsOf(log.error)} retry={() => void log.refetch()} />
        ) : (
          log.data !== undefined && <ToolCalls log={log.data} hasEnded={hasEnded} />
        )}
      </Part>
      <Part name={words.runs.part.changed}>
        {isDiffWanted ? (
          <Diff runId={run.runId} />
        ) : (
          <Button size="s" onClick={() => setDiffWanted(true)}>
            {words.runs.part.showChanges}
          </Button>
        )}
      </Part>
      <Part name={words.runs.part.usage}>
        <Usage run={run} />
      </Part>
      <Part name={words.runs.part.setup}>
        <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-1 text-13">
          <Fact name={words.runs.part.harness} value={run.harness} />
          <Fact name={words.runs.part.provider} value={run.provider} />
          <Fact name={words.runs.part.model} value={run.model ?? words.runs.part.itsDefault} />
          <Fact name={words.runs.part.run} value={run.runId} />
        </dl>
      </Part>
    </>
  );
}

function Usage({ run: { usage, total } }: { run: Run }) {
  const rows = [
    [words.runs.part.input, usage.inputTokens, total.inputTokens],
    [words.runs.part.cached, usage.cachedTokens, total.cachedTokens],
    [words.runs.part.output, usage.outputTokens, total.outputTokens],
  ] as const;
  const number = (value: number | undefined): string => (value === undefined ? "–" : value.toLocaleString());
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
        {rows.map(([name, own, all]) => (
          <tr key={name} className="border-t border-n-3">
            <th scope="row">{name}</th>
            <td>{number(own)}</td>
            <td>{number(all)}</td>
          </tr>
        ))}
        <tr className="border-t border-n-3">
          <th scope="row">
            {total.estimated === true ? words.runs.part.moneyEstimated : words.runs.part.money}
          </th>
          <td>
            <MoneyChip usd={usage.costUsd} />
          </td>
          <td>
            <MoneyChip usd={total.costUsd} />
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

function Part({ name, mark, children }: { name: string; mark?: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 flex items-center gap-2 text-12 text-n-7">
        {name}
        {mark !== undefined && (
          <span className="rounded-[3px] border border-dashed border-n-6 px-1 text-11">{mark}</span>
        )}
      </h3>
      {children}
    </section>
  );
}

function Text({ text }: { text: string }) {
  return <p className="text-14 break-words whitespace-pre-wrap">{visible(text)}</p>;
}
