/** What a thread is about, who works in it, and what can be done with the whole of it. */
"use client";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runsHref, threadHref } from "../../lib/hrefs";
import { type ConversationDetail, useAgents, useSpentByConversation } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { StopDialog } from "./stop-dialog";
import { ThreadShare } from "./thread-share";
import type { Turn } from "./turns";

/** @param props.conversation the newest one of the thread */
export function ThreadHead(props: { conversation: ConversationDetail; turns: readonly Turn[] }) {
  const { conversation, turns } = props;
  const names = useAgents().data ?? {};
  const [isAsking, setAsking] = useState(false);
  const spent = useSpentByConversation().data?.get(conversation.id);
  const title = toTitle(conversation);
  const { agent: first } = conversation;
  const workers = [...new Set(turns.length > 0 || !first ? turns.map(({ agent }) => agent) : [first])];
  const working = turns.filter(({ finishedAt }) => finishedAt === null).length;
  return (
    <header className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-2 md:h-[72px] md:px-8">
      <Link href="/chat" aria-label={words.chat.all} className={`${buttonClass("bare", "icon")} lg:hidden`}>
        <Icon name="back" />
      </Link>
      <div className="min-w-0 grow">
        <h2 className="truncate text-16 font-bold tracking-tight text-n-10">{title}</h2>
        <p className="flex gap-2 text-12 text-n-7">
          {workers
            .slice(0, 4)
            .map((id) => oneLine(names[id]?.name ?? id, 40))
            .join(", ")}
          {turns.length > 0 && <MoneyChip exact of={spent} />}
        </p>
      </div>
      <ThreadShare conversation={conversation} turns={turns} names={names} />
      {turns.length > 0 && (
        <Link href={runsHref(conversation.id)} className={`${buttonClass("plain", "s")} max-md:hidden`}>
          {words.common.openRun}
        </Link>
      )}
      {conversation.thread != null && (
        <Link
          href={threadHref(conversation.thread.with)}
          className={`${buttonClass("plain", "s")} max-md:hidden`}
        >
          {words.chat.thread.begin}
        </Link>
      )}
      {conversation.status === "open" && (
        <Button size="s" onClick={() => setAsking(true)}>
          <Icon name="stop" size={14} />
          {words.chat.thread.stop}
        </Button>
      )}
      {isAsking && (
        <StopDialog
          conversation={conversation.id}
          title={title}
          working={working}
          onClose={() => setAsking(false)}
        />
      )}
    </header>
  );
}
