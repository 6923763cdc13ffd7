/** Answers behind a reply, one line each, that a reader may unfold. */
"use client";
import { duration } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { AnswerBody } from "./answer";
import type { Turn } from "./turns";

export function FoldedAnswers(props: {
  label: string;
  turns: readonly Turn[];
  nameOf: (id: string) => string;
}) {
  const { label, turns, nameOf } = props;
  if (turns.length === 0) return null;
  return (
    <details className="text-12 text-n-7">
      <summary className="cursor-pointer select-none hover:text-n-10 max-md:py-3">{label}</summary>
      <ul className="mt-1 border-y border-n-4 py-1" aria-label={label}>
        {turns.map((turn) => (
          <li key={turn.runId}>
            <Folded turn={turn} name={nameOf(turn.agent)} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Folded({ turn, name }: { turn: Turn; name: string }) {
  const { agent, state, startedAt, finishedAt, spent, text, error } = turn;
  return (
    <details className="group">
      <summary className="grid min-h-8 cursor-pointer list-none grid-cols-[24px_minmax(0,1fr)_auto_auto_auto] items-center gap-x-2 rounded-s px-1 hover:bg-n-2 max-md:min-h-11">
        <Face id={agent} state={state} />
        <span className="truncate">
          <b className="font-medium text-n-10">{name}</b>{" "}
          <span className="group-open:hidden">{oneLine(text === "" ? (error ?? "") : text, 120)}</span>
        </span>
        <StateMark state={state} word={turn.word} dense />
        <span className="font-mono max-md:hidden">
          {finishedAt !== null && duration(finishedAt - startedAt)}
        </span>
        <MoneyChip exact of={spent} />
      </summary>
      <div className="py-3 pl-8 text-15 text-n-10">
        <AnswerBody turn={turn} />
      </div>
    </details>
  );
}
