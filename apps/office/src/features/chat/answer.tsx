/** What one agent did and said: its tool calls and its thinking in one line each, then its words. */
"use client";
import type { ReactNode } from "react";
import { duration } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { runHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Markdown } from "../../ui/markdown";
import { useNames } from "../../ui/mentions";
import { ThoughtLine } from "../runs/thought-line";
import { ToolLine } from "../runs/tool-calls";
import { liveCall } from "../runs/tools";
import { AgentName } from "./agent-name";
import { AnswerFailure } from "./answer-failure";
import { ChangedFiles } from "./changed-files";
import { Notes } from "./notes";
import { PastTools } from "./past-tools";
import type { Turn } from "./turns";

/** In its own words, with what it did before them; where it stands alone or as a part of a joined reply. */
export function AnswerBody({ turn, children }: { turn: Turn; children?: ReactNode }) {
  const isName = useNames();
  const { runId, state, text, tools, thoughts, isLate } = turn;
  const isWriting = state === "running";
  return (
    <>
      <LiveSteps turn={turn} />
      {runId !== "" && tools.length + thoughts.length === 0 && (!isWriting || isLate) && (
        <div className="flex flex-wrap gap-x-4 [&>details[open]]:basis-full">
          {turn.hasSteps && <PastTools runId={runId} hasEnded={!isWriting} />}
          {/* Without a step nothing was changed. */}
          {turn.hasSteps && <ChangedFiles runId={runId} />}
        </div>
      )}
      {children}
      {(text !== "" || isWriting) && (
        <Markdown text={text} isName={isName}>
          {isWriting && (
            <i
              aria-hidden="true"
              className="anim-blink ml-0.5 inline-block h-4 w-2 bg-running align-[-2px]"
            />
          )}
        </Markdown>
      )}
      {turn.isDelivered && text === "" && turn.failure === undefined && (
        <p className="text-13 text-n-7">{words.chat.answer.noText}</p>
      )}
      <AnswerFailure turn={turn} />
    </>
  );
}

export function Answer(props: {
  turn: Turn;
  name: string | undefined;
  /** The name of who asked; null for a person. */
  from: string | null;
  /** What TinyAGI adds to it. */
  notes: readonly string[];
  /** What can be done with it. */
  menu?: ReactNode;
  /** What it asked others. */
  children?: ReactNode;
}) {
  const { turn, name, from, notes, menu, children } = props;
  const { runId, agent, state, startedAt, finishedAt, spent } = turn;
  const shownName = oneLine(name ?? agent, 60);
  return (
    <article
      data-run={runId === "" ? undefined : runId}
      className="group/message grid grid-cols-[40px_minmax(0,1fr)] gap-x-4"
      aria-label={words.chat.answer.label(oneLine(name ?? agent))}
    >
      <Face id={agent} size={40} state={state} />
      <div className="min-w-0">
        <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-13">
          <AgentName id={agent} name={shownName} shown={turn} />
          {from !== null && (
            <span className="text-12 text-n-7">{words.chat.answer.askedBy(oneLine(from, 60))}</span>
          )}
          {state !== "done" && <StateMark state={state} word={turn.word} />}
          <TimeChip at={finishedAt ?? startedAt} ago />
          <span className="ml-auto flex items-baseline gap-3 font-mono text-12 text-n-7">
            {runId !== "" && (
              <Link
                href={runHref(runId)}
                title={words.chat.answer.openRun(shownName)}
                className="hover:text-n-10 hover:underline max-md:-my-3 max-md:inline-flex max-md:min-h-11 max-md:min-w-11 max-md:items-center max-md:justify-end"
              >
                {finishedAt === null ? words.chat.answer.run : duration(finishedAt - startedAt)}
                <span className="sr-only">, {words.chat.answer.openRun(shownName)}</span>
              </Link>
            )}
            {spent.costUsd !== undefined && <MoneyChip exact of={spent} />}
            {menu}
          </span>
        </p>
        <AnswerBody turn={turn}>{children}</AnswerBody>
        <Notes notes={notes} />
      </div>
    </article>
  );
}

/** In the order in which they began; of thinking only the end is known. */
function LiveSteps({ turn: { tools, thoughts } }: { turn: Turn }) {
  if (tools.length + thoughts.length === 0) return null;
  const steps = [
    ...tools.map((tool) => ({
      at: tool.startedAt,
      line: <ToolLine key={`tool ${tool.callId}`} call={liveCall(tool)} />,
    })),
    ...thoughts.map(({ time, text, tookMs }) => ({
      at: time,
      line: <ThoughtLine key={`thought ${time} ${text?.length}`} text={text} took={tookMs} />,
    })),
  ].sort((a, b) => a.at - b.at);
  return (
    <ul className="my-1.5" aria-label={words.chat.answer.tools}>
      {steps.map(({ line }) => line)}
    </ul>
  );
}
