/** The newest conversations of all channels. */
"use client";
import Link from "next/link";
import { wordsOf } from "../../lib/api";
import { oneLine, withoutNames } from "../../lib/format/text";
import { useConversations, useReplies, useRuns } from "../../lib/queries";
import { buttonClass } from "../../ui/button";
import { ChannelChip, TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Empty, Trouble } from "../../ui/region";

/** Channels that are not worth a word: you wrote it yourself. */
const OWN: ReadonlySet<string> = new Set(["web", "cli", "api"]);

export function ConversationList({ current }: { current: string }) {
  const conversations = useConversations();
  const runs = useRuns().data ?? [];
  const replies = useReplies().data ?? [];
  const faces = new Map([...runs].reverse().map((run) => [run.conversationId, run.agent]));
  const answers = new Map(replies.map(({ messageId, message }) => [messageId, message]));
  const rows = [...(conversations.data ?? [])].sort((a, b) => b.createdAt - a.createdAt);
  return (
    <nav aria-label="Conversations" className="h-full overflow-auto px-3 pb-4">
      <div className="flex h-[72px] items-center px-2 max-md:h-14">
        <h1 className="grow text-20 font-bold tracking-tight text-n-10">Chat</h1>
        <Link
          href="/chat?new=1"
          aria-label="New message"
          className={`${buttonClass("plain", "m")} w-8 px-0 max-md:w-11`}
        >
          <Icon name="plus" />
        </Link>
      </div>
      {conversations.error && conversations.data === undefined && (
        <Trouble text={wordsOf(conversations.error)} retry={() => void conversations.refetch()} />
      )}
      {conversations.data !== undefined && rows.length === 0 && (
        <div className="px-2">
          <Empty title="No conversations yet" text="What you and others ask your agents stands here.">
            <Link href="/chat?new=1" className={buttonClass()}>
              Write the first message
            </Link>
          </Empty>
        </div>
      )}
      <ul>
        {rows.map(({ id, text, channel, messageId, createdAt, status, team }) => (
          <li key={id}>
            <Link
              href={`/chat?id=${id}`}
              aria-current={id === current ? "true" : undefined}
              className="grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-2.5 rounded-s px-2 py-2 text-13 hover:bg-n-2 aria-[current]:bg-n-3"
            >
              <span className="row-span-2 mt-0.5">
                <Face id={faces.get(id) ?? team ?? "tinyagi"} />
              </span>
              <b className="truncate font-medium text-n-10">{oneLine(withoutNames(text), 80)}</b>
              <TimeChip at={createdAt} />
              <span className="col-start-2 flex min-w-0 items-center gap-1.5 text-12 text-n-7 [[aria-current]_&]:text-n-8">
                {!OWN.has(channel) && <ChannelChip name={channel} />}
                <span className="truncate">
                  {status === "open"
                    ? "At work"
                    : oneLine(withoutNames(answers.get(messageId) ?? status), 80)}
                </span>
              </span>
              {status === "open" && <StateMark state="running" dense />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
