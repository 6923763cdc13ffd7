/**
 * Who asked whom, how far each is, how long and how much: one quiet line each. A line opens its run; that of
 * a sub-agent unfolds its answer.
 */
"use client";
import { waitWords } from "@tinyagi/views";
import { useNow } from "../../lib/clock";
import { oneLine } from "../../lib/format/text";
import { runHref } from "../../lib/hrefs";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Lasted } from "../runs/took";
import { AnswerBody } from "./answer";
import type { HandoffRow } from "./handoffs";
import type { Turn } from "./turns";
import { WorkActs } from "./work-acts";

/** Deeper ones stand below each other, so that a phone has room for the words. */
const DEEPEST = 4;

export function HandoffTree({ rows, names }: { rows: readonly HandoffRow[]; names: Agents }) {
  if (rows.length === 0) return null;
  return (
    <ol aria-label={words.chat.handoffs.label} className="my-2 border-y border-n-4 py-1 text-13">
      {rows.map((row) => (
        <Row key={row.id} row={row} name={nameOf(row, names)} asked={askedBy(rows, row.id)} />
      ))}
    </ol>
  );
}

const nameOf = (row: HandoffRow, names: Agents): string =>
  oneLine(row.subAgent?.name ?? names[row.agent]?.name ?? row.agent, 40);

/** A line, and while its agent works what can be done with it. */
function Row({ row, name, asked }: { row: HandoffRow; name: string; asked: number }) {
  const { runId, shown, depth, node, task } = row;
  const isAtWork = depth > 0 && runId !== undefined && shown.state === "running";
  return (
    <li className="flex items-start gap-x-1" style={{ paddingLeft: `${Math.min(DEEPEST, depth) * 18}px` }}>
      <div className="min-w-0 grow">
        <Line row={row} name={name} asked={asked} />
      </div>
      {isAtWork && <WorkActs runId={runId} node={node} name={name} task={task} />}
    </li>
  );
}

function Line({ row, name, asked }: { row: HandoffRow; name: string; asked: number }) {
  const { agent, depth, joins, shown, runId, subAgent, turn } = row;
  const { handoffs } = words.chat;
  const look =
    "grid min-h-8 grid-cols-[24px_minmax(0,1fr)_auto_auto_auto] items-center gap-x-2 rounded-s px-1 max-md:min-h-11";
  const content = (
    <>
      <Face id={subAgent?.face ?? agent} state={shown.state} />
      <span className="truncate">
        <b className="font-medium text-n-10">{name}</b>{" "}
        <span className="text-n-7">
          {depth === 0 ? handoffs.asked(asked) : joins ? handoffs.joins : <Task row={row} />}
        </span>
      </span>
      <StateMark {...shown} dense="phone" />
      <span className="w-20 text-right whitespace-nowrap font-mono text-12 text-n-7 max-md:hidden">
        {row.time !== undefined && <Lasted time={row.time} />}
      </span>
      <span className="w-14 text-right">
        <MoneyChip of={row.spent} />
      </span>
    </>
  );
  if (turn !== undefined && (turn.text !== "" || turn.error !== undefined))
    return (
      <details>
        <summary className={`${look} cursor-pointer list-none hover:bg-n-2`}>{content}</summary>
        <Unfolded turn={turn} name={name} />
      </details>
    );
  if (runId === undefined) return <span className={look}>{content}</span>;
  return (
    <Link href={runHref(runId)} className={`${look} hover:bg-n-2`}>
      {content}
    </Link>
  );
}

/** What a sub-agent did and said. */
function Unfolded({ turn, name }: { turn: Turn; name: string }) {
  return (
    <div className="grid gap-2 py-2 pl-9 text-15 text-n-10">
      <AnswerBody turn={turn} />
      <Link
        href={runHref(turn.runId)}
        className="w-max text-12 text-n-7 hover:text-n-10 hover:underline max-md:py-3.5"
      >
        {words.chat.answer.openRun(name)}
      </Link>
    </div>
  );
}

/** For what it waits, if it does, then what it was asked: a narrow row cuts the end. */
function Task({ row }: { row: HandoffRow }) {
  const now = useNow();
  const wait = row.message === undefined ? "" : waitWords(row.message, now, words.views);
  return <>{wait === "" ? row.task : `${wait} · ${row.task}`}</>;
}

/** How many a row asked itself. */
function askedBy(rows: readonly HandoffRow[], id: number): number {
  const at = rows.findIndex((row) => row.id === id);
  const depth = rows[at]?.depth ?? 0;
  const rest = rows.slice(at + 1);
  const end = rest.findIndex((row) => row.depth <= depth);
  return rest.slice(0, end < 0 ? rest.length : end).filter((row) => row.depth === depth + 1 && !row.joins)
    .length;
}
