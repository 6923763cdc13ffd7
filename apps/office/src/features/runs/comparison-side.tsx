/** One side of a comparison: which run it is, what it was asked, what came out, what it used. What differs is marked. */
"use client";
import type { RunComparison } from "@tinyagi/contracts";
import { duration, grouped } from "../../lib/figures";
import { oneLine, visible } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Markdown } from "../../ui/markdown";
import { runShown } from "../../ui/states";
import type { Difference } from "./difference";
import { Part } from "./part";

type Compared = RunComparison["a"];

interface Props {
  name: string;
  run: Run;
  side: Compared;
  other: Compared;
  prompt: Difference;
  isPromptSame: boolean;
}

export function ComparedSide({ name, run, side, other, prompt, isPromptSame }: Props) {
  const said = words.runs.compare;
  return (
    <section aria-label={name} className="grid min-w-0 content-start gap-4">
      <Chip name={name} run={run} />
      <Facts side={side} other={other} />
      <Part name={isPromptSame ? said.samePrompt : words.runs.part.prompt}>
        <p className="text-14 break-words whitespace-pre-wrap">
          {visible(prompt.before)}
          {prompt.own !== "" && <mark className="bg-add text-n-10">{visible(prompt.own)}</mark>}
          {visible(prompt.after)}
        </p>
      </Part>
      <Part name={words.runs.part.output}>
        {side.output !== null ? (
          <Markdown text={side.output} />
        ) : (
          <p className={`text-13 break-words ${run.error ? "text-failed" : "text-n-7"}`}>
            {run.error ? visible(run.error.message) : said.noResult}
          </p>
        )}
      </Part>
    </section>
  );
}

function Chip({ name, run }: { name: string; run: Run }) {
  const nameOf = useNameLookup();
  return (
    <div className="border-b border-n-4 pb-2">
      <p className="flex flex-wrap items-center gap-x-3 text-12 text-n-7">
        {name}
        <StateMark {...runShown(run.status)} />
        <TimeChip at={run.createdAt} ago />
      </p>
      <h2 className="mt-1 flex min-w-0 flex-wrap items-center gap-x-3 text-14">
        <AgentChip id={run.agent} name={nameOf(run.agent)} />
        <Link
          href={runHref(run.runId)}
          className="min-w-0 truncate font-semibold text-n-10 underline underline-offset-2"
        >
          {toTitle({ ...run, text: run.task }) || oneLine(run.runId)}
        </Link>
      </h2>
    </div>
  );
}

function Facts({ side, other }: { side: Compared; other: Compared }) {
  const said = words.runs.compare;
  const number = (value: number | undefined): string => (value === undefined ? "–" : grouped(value));
  const took = ({ durationMs }: Compared): string => (durationMs === null ? "–" : duration(durationMs));
  const tokens = ({ usage: { inputTokens, outputTokens } }: Compared): string =>
    inputTokens === undefined && outputTokens === undefined
      ? "–"
      : said.tokens(number(inputTokens), number(outputTokens));
  const facts = [
    { name: words.runs.list.took, own: took(side), differs: took(side) !== took(other) },
    { name: words.runs.part.tokens, own: tokens(side), differs: tokens(side) !== tokens(other) },
    {
      name: words.runs.list.allMoney,
      own: <MoneyChip exact of={side.usage} />,
      differs: side.usage.costUsd !== other.usage.costUsd,
    },
    {
      name: words.runs.tools.calls,
      own: String(side.toolCalls),
      differs: side.toolCalls !== other.toolCalls,
    },
  ];
  return (
    <dl className="grid grid-cols-[144px_minmax(0,1fr)] gap-y-1 text-13">
      {facts.map(({ name, own, differs }) => (
        <div key={name} className="contents">
          <dt className="text-n-7">{name}</dt>
          <dd className={`font-mono text-12 ${differs ? "font-semibold text-n-10" : "text-n-7"}`}>
            {own}
            {differs && <span className="ml-3 font-sans text-11 font-normal text-n-7">{said.differs}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
