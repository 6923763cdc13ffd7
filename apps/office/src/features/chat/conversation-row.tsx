/** One conversation in the list: who works on it, what it is about, its newest answer, and whether that was read. */
"use client";
import { useNow } from "../../lib/clock";
import { toTitle } from "../../lib/format/title";
import { getWait } from "../../lib/format/why";
import type { Conversation, Reply } from "../../lib/queries";
import { words } from "../../locale/words";
import { ChannelChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { stateOf, toPreview } from "./preview";

/** Channels that are not worth a word: you wrote it yourself. */
const OWN: ReadonlySet<string> = new Set(["web", "cli", "api"]);

export function ConversationRow(props: {
  conversation: Conversation;
  face: string;
  answer: Reply | undefined;
  isCurrent: boolean;
  isUnread: boolean;
  href: string;
}) {
  const { conversation, face, answer, isCurrent, isUnread, href } = props;
  const { channel, createdAt, status } = conversation;
  const state = stateOf(conversation);
  const now = useNow();
  const doing = state === "held" ? getWait(conversation, now) : state && words.chat.row.doing[state];
  return (
    <Link
      href={href}
      aria-current={isCurrent ? "true" : undefined}
      className="grid grid-cols-[24px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 rounded-s px-2 py-2 text-13 hover:bg-n-2 aria-[current]:bg-n-3"
    >
      <span className="row-span-2 mt-0.5 self-start">
        <Face id={face} />
      </span>
      <b className={`truncate text-n-10 ${isUnread ? "font-bold" : "font-medium"}`}>
        {toTitle(conversation)}
      </b>
      <TimeChip at={createdAt} />
      <span className="col-start-2 flex min-w-0 items-center gap-1.5 text-12 text-n-7 [[aria-current]_&]:text-n-8">
        {!OWN.has(channel) && <ChannelChip name={channel} />}
        <span className={`truncate ${isUnread ? "text-n-10" : ""}`} title={doing}>
          {doing ?? toPreview(status, answer)}
        </span>
      </span>
      {/* Both marks in one column, whichever there is. */}
      <span className="grid w-3.5 place-items-center self-center justify-self-end">
        {isUnread ? (
          <span className="size-2.5 bg-n-10">
            <span className="sr-only">{words.chat.row.unread}</span>
          </span>
        ) : (
          state !== undefined && <StateMark state={state} dense word={doing} />
        )}
      </span>
    </Link>
  );
}
