/**
 * The one reply of several agents as one text, as its channel delivers it: a leader's summary, or a reply whose parts are
 * not known. Who contributed stands above it, and folded below it what each of them did.
 */
"use client";
import type { ReactNode } from "react";
import { duration } from "../../lib/figures";
import { oneLine, wordsOfReply } from "../../lib/format/text";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { Markdown } from "../../ui/markdown";
import { useNames } from "../../ui/mentions";
import { FoldedAnswers } from "./folded-answers";
import type { Reply } from "./joined";
import { MessageFiles } from "./message-files";
import { spentOn, type Turn } from "./turns";
import { FOLDS } from "./use-follow";

export function JoinedReply(props: {
  reply: Reply;
  parts: readonly Turn[];
  /** All runs behind it. */
  turns: readonly Turn[];
  names: Agents;
  /** Who asked whom. */
  children?: ReactNode;
}) {
  const { reply, parts, turns, names, children } = props;
  const isName = useNames();
  const said = words.chat.joined;
  const nameOf = (id: string): string => oneLine(names[id]?.name ?? id, 40);
  const [author = "tinyagi", ...others] = reply.agents;
  const startedAt = Math.min(...parts.map((part) => part.startedAt));
  return (
    <article
      {...{ [FOLDS]: "" }}
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
            <MoneyChip exact of={spentOn(turns)} />
          </span>
        </p>
        {children}
        <Markdown text={wordsOfReply(reply, words.views)} isName={isName} />
        <MessageFiles files={reply.files.map((path) => ({ path }))} />
        <div className="mt-2">
          <FoldedAnswers label={said.parts(parts.length)} turns={parts} nameOf={nameOf} />
        </div>
      </div>
    </article>
  );
}
