/** Two runs side by side. Its question: what did the change change? The eye meets the two results, then what differs. */
"use client";
import type { RunComparison } from "@tinyagi/contracts";
import { useRouter } from "next/navigation";
import { toWords } from "../../lib/api";
import { money } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { runHref } from "../../lib/hrefs";
import { findProblem } from "../../lib/problem";
import { type Run, useConversation } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { PageHead } from "../../ui/page-head";
import { Trouble } from "../../ui/region";
import { partShown } from "../../ui/states";
import { Terminal } from "../../ui/terminal";
import { ComparedSetups } from "./comparison-setups";
import { ComparedSide } from "./comparison-side";
import { diffTexts } from "./difference";
import { useComparison, useRun } from "./queries";
import { useEscape } from "./use-escape";

export function Comparison({ a, b }: { a: string; b: string }) {
  const router = useRouter();
  const compared = useComparison(a, b);
  const [left, right] = [useRun(a), useRun(b)];
  const [asked, askedOther] = [usePrompt(left.data), usePrompt(right.data)];
  const { data } = compared;
  useEscape(true, () => router.push(runHref(a)));
  const problem = findProblem([compared, left, right]);
  if (problem !== undefined) return <Trouble text={toWords(problem.error)} retry={problem.retry} />;
  if (data === undefined || left.data === undefined || right.data === undefined)
    return <p className="sr-only">{words.common.reading}</p>;
  const [prompt, otherPrompt] = diffTexts(asked, askedOther);
  const shared = { isPromptSame: asked === askedOther };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title={words.runs.compare.two} text={toSentence(data)}>
        <Link href="/runs" className={buttonClass("plain", "s")}>
          {words.runs.head.all}
        </Link>
      </PageHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard. */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-auto px-4 py-4 md:px-8">
        <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
          <ComparedSide
            name={words.runs.compare.first}
            {...{ run: left.data, side: data.a, other: data.b, prompt, ...shared }}
          />
          <ComparedSide
            name={words.runs.compare.second}
            {...{ run: right.data, side: data.b, other: data.a, prompt: otherPrompt, ...shared }}
          />
        </div>
        <ComparedSetups steps={data.steps} />
        {data.nodes.length > 0 && <Parts nodes={data.nodes} />}
        <Terminal commands={[`tinyagi compare ${a} ${b}`]} />
      </div>
    </div>
  );
}

/** As sent, as far as its conversation still has it. */
function usePrompt(run: Run | undefined): string {
  const messages = useConversation(run?.conversationId ?? "").data?.messages ?? [];
  return messages.find(({ id }) => id === run?.messageRowId)?.text ?? run?.task ?? "";
}

function toSentence({ sameOutput, sameStructure }: RunComparison): string {
  return words.runs.compare.sentence(sameOutput, sameStructure);
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
      <span className="font-mono text-12 text-n-7">{money(side.usage)}</span>
    </span>
  );
}
