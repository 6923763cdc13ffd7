/** Two runs side by side. Its question: what did the change change? The eye meets the two results, then what differs. */
"use client";
import type { RunComparison } from "@tinyagi/contracts";
import { wordsOf } from "../../lib/api";
import { sumOfMoney } from "../../lib/format/money";
import { oneLine } from "../../lib/format/text";
import { duration } from "../../lib/format/time";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Markdown } from "../../ui/markdown";
import { PageHead } from "../../ui/page-head";
import { Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { ComparedSetups } from "./comparison-setups";
import { useComparison } from "./queries";
import { partShown } from "./states";

export function Comparison({ a, b }: { a: string; b: string }) {
  const { data, error, refetch } = useComparison(a, b);
  if (error) return <Trouble text={wordsOf(error)} retry={() => void refetch()} />;
  if (data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title={words.runs.compare.two} text={sentenceOf(data)}>
        <Link href="/runs" className={buttonClass("plain", "s")}>
          {words.runs.head.all}
        </Link>
      </PageHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard. */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-auto px-4 py-4 md:px-8">
        <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
          <Side name={words.runs.compare.first} side={data.a} />
          <Side name={words.runs.compare.second} side={data.b} />
        </div>
        <ComparedSetups steps={data.steps} />
        {data.nodes.length > 0 && <Parts nodes={data.nodes} />}
        <Terminal commands={[`tinyagi compare ${a} ${b}`]} />
      </div>
    </div>
  );
}

function sentenceOf({ sameOutput, sameStructure }: RunComparison): string {
  return words.runs.compare.sentence(sameOutput, sameStructure);
}

function Side({ name, side }: { name: string; side: RunComparison["a"] }) {
  const { runId, status, durationMs, usage, toolCalls, output } = side;
  const state =
    status === "completed" ? "done" : status === "running" || status === "failed" ? status : "held";
  return (
    <section aria-label={name} className="min-w-0">
      <h2 className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-n-4 pb-2 text-13 text-n-7">
        <Link href={`/runs?run=${runId}`} className="font-semibold text-n-10 underline underline-offset-2">
          {name}
        </Link>
        <StateMark state={state} />
        <span className="font-mono text-12">{durationMs === null ? "–" : duration(durationMs)}</span>
        <MoneyChip usd={usage.costUsd} estimated={usage.estimated} />
        <span>{words.runs.compare.toolCalls(toolCalls)}</span>
      </h2>
      <div className="pt-3">
        {output === null ? (
          <p className="text-13 text-n-7">{words.runs.compare.noResult}</p>
        ) : (
          <Markdown text={output} />
        )}
      </div>
    </section>
  );
}

function Parts({ nodes }: { nodes: RunComparison["nodes"] }) {
  return (
    <section aria-label={words.runs.compare.parts} className="mt-6">
      <h2 className="border-b border-n-4 pb-2 text-13 font-semibold text-n-10">{words.runs.compare.parts}</h2>
      <ul>
        {nodes.map(({ node, sameOutput, a, b }) => (
          <li
            key={node}
            className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto_auto_72px] items-center gap-4 border-b border-n-3 text-13"
          >
            <span className="truncate font-medium text-n-10">{oneLine(node, 120)}</span>
            <PartState side={a} />
            <PartState side={b} />
            <span className={sameOutput ? "text-n-7" : "font-semibold text-n-10"}>
              {sameOutput ? words.runs.compare.same : words.runs.compare.differs}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PartState({ side }: { side: RunComparison["nodes"][number]["a"] }) {
  if (side === null) return <span className="text-12 text-n-7">{words.runs.compare.missing}</span>;
  return (
    <span className="flex items-center gap-2">
      <StateMark {...partShown(side.state)} />
      <span className="font-mono text-12 text-n-7">{sumOfMoney(side.usage)}</span>
    </span>
  );
}
