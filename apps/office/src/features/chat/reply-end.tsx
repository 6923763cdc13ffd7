/**
 * Below the parts of one reply: that they were delivered together, notes of TinyAGI, who has not answered yet, and folded
 * what the reply does not contain.
 */
"use client";
import { replyNotes } from "@tinyagi/views";
import type { ReactNode } from "react";
import { duration } from "../../lib/figures";
import { oneLine, visible } from "../../lib/format/text";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { FoldedAnswers } from "./folded-answers";
import type { ThreadItem } from "./joined";
import { MessageFiles } from "./message-files";
import { Notes } from "./notes";
import { spentOn } from "./turns";

type End = Extract<ThreadItem, { kind: "end" }>;

/** @param children who asked whom in the folded answers */
export function ReplyEnd({ end, names, children }: { end: End; names: Agents; children?: ReactNode }) {
  const { reply, turns, rest, waiting } = end;
  const said = words.chat.joined;
  const nameOf = (id: string): string => oneLine(names[id]?.name ?? id, 40);
  const startedAt = Math.min(...turns.map((turn) => turn.startedAt));
  return (
    <section
      className="-mt-3 grid gap-y-1.5 border-t border-n-4 pt-2 text-12 text-n-7 md:ml-14"
      aria-label={said.label(reply.agents.map(nameOf).join(", "))}
    >
      <p className="flex flex-wrap items-baseline gap-x-2">
        {said.delivered(reply.agents.length)}
        <TimeChip at={reply.createdAt} ago />
        <span className="ml-auto flex gap-3 font-mono">
          <span>{duration(Math.max(0, reply.createdAt - startedAt))}</span>
          <MoneyChip exact of={spentOn(turns)} />
        </span>
      </p>
      <Notes notes={replyNotes(reply, words.views)} />
      {waiting.map(({ agent, waiting: why }) => (
        <p key={agent} className="flex min-w-0 flex-wrap items-center gap-x-2 break-words">
          <Face id={agent} state="waiting" />
          <b className="font-medium text-n-10">{nameOf(agent)}</b>
          {said.waits(visible(why ?? ""))}
        </p>
      ))}
      <MessageFiles files={reply.files.map((path) => ({ path }))} />
      {children}
      <FoldedAnswers label={said.more(rest.length)} turns={rest} nameOf={nameOf} />
    </section>
  );
}
