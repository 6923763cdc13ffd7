/**
 * The one reply of several agents, as its channel delivers it: who contributed, the text, and folded below it what each
 * of them did.
 */
"use client";
import type { ReactNode } from "react";
import { forPage, oneLine } from "../../lib/format/text";
import { duration } from "../../lib/format/time";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Markdown } from "../../ui/markdown";
import { useNames } from "../rooms/mentions";
import { type Reply, withHeadings } from "./joined";
import { MessageFiles } from "./message-files";
import type { Turn } from "./turns";

export function JoinedReply(props: {
  reply: Reply;
  parts: readonly Turn[];
  names: Agents;
  /** Who asked whom. */
  children?: ReactNode;
  /** A part in full, when a reader unfolds it. */
  partOf: (turn: Turn) => ReactNode;
}) {
  const { reply, parts, names, children, partOf } = props;
  const isName = useNames();
  const said = words.chat.joined;
  const nameOf = (id: string): string => oneLine(names[id]?.name ?? id, 40);
  const [author = "tinyagi", ...others] = reply.agents;
  const usd = parts.reduce<number | undefined>(
    (sum, part) => (part.usd === undefined ? sum : (sum ?? 0) + part.usd),
    undefined,
  );
  const startedAt = Math.min(...parts.map((part) => part.startedAt));
  return (
    <article
      className="grid grid-cols-[40px_minmax(0,1fr)] gap-x-4"
      aria-label={said.label(reply.agents.map(nameOf).join(", "))}
    >
      <Face id={author} size={40} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13">
          <b className="font-semibold text-n-10">{nameOf(author)}</b>
          <span className="text-12 text-n-7">{said.with}</span>
          {others.map((id) => (
            <span key={id} className="inline-flex items-center gap-1">
              <Face id={id} />
              <b className="font-medium text-n-10">{nameOf(id)}</b>
            </span>
          ))}
          <TimeChip at={reply.createdAt} ago />
          <span className="ml-auto flex gap-3 font-mono text-12 text-n-7">
            <span>{duration(Math.max(0, reply.createdAt - startedAt))}</span>
            <MoneyChip usd={usd} />
          </span>
        </p>
        {children}
        <Markdown text={withHeadings(forPage(reply.message))} isName={isName} />
        <MessageFiles files={reply.files.map((path) => ({ path }))} />
        <details className="mt-2 text-12 text-n-7">
          <summary className="cursor-pointer select-none hover:text-n-10 max-md:py-3">
            {said.parts(parts.length)}
          </summary>
          <ul className="mt-1 border-y border-n-4 py-1" aria-label={said.parts(parts.length)}>
            {parts.map((part) => (
              <li key={part.runId}>
                <Part turn={part} name={nameOf(part.agent)}>
                  {partOf(part)}
                </Part>
              </li>
            ))}
          </ul>
        </details>
      </div>
    </article>
  );
}

function Part({ turn, name, children }: { turn: Turn; name: string; children: ReactNode }) {
  const { agent, state, startedAt, finishedAt, usd, text, error } = turn;
  return (
    <details className="group">
      <summary className="grid min-h-8 cursor-pointer list-none grid-cols-[24px_minmax(0,1fr)_auto_auto_auto] items-center gap-x-2 rounded-s px-1 hover:bg-n-2 max-md:min-h-11">
        <Face id={agent} state={state} />
        <span className="truncate">
          <b className="font-medium text-n-10">{name}</b>{" "}
          <span className="group-open:hidden">{oneLine(text === "" ? (error ?? "") : text, 120)}</span>
        </span>
        <StateMark state={state} dense />
        <span className="font-mono max-md:hidden">
          {finishedAt !== null && duration(finishedAt - startedAt)}
        </span>
        <MoneyChip usd={usd} />
      </summary>
      <div className="py-3 pl-8 text-15 text-n-10">{children}</div>
    </details>
  );
}
