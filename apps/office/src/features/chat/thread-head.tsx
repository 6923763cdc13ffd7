/** What a thread is about, who works in it, and what can be done with the whole of it. */
"use client";
import { addCosts } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runsHref, threadHref } from "../../lib/hrefs";
import { type ConversationDetail, useAgents, useSpentByConversation } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { ContextMeter } from "./context-meter";
import { listWorkers } from "./read-parts";
import { StopButton } from "./stop-button";
import { ThreadShare } from "./thread-share";
import type { Turn } from "./turns";

/** @param props.conversation the newest one of the thread @param props.turns of that @param props.parts all that are drawn */
export function ThreadHead(props: {
  conversation: ConversationDetail;
  turns: readonly Turn[];
  parts: readonly ConversationDetail[];
}) {
  const { conversation, turns, parts } = props;
  const names = useAgents().data ?? {};
  const spent = useSpentByConversation().data;
  const cost = addCosts(parts.map(({ id }) => spent?.get(id) ?? {}));
  return (
    <header className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-2 md:h-[72px] md:px-8">
      <Link href="/chat" aria-label={words.chat.all} className={`${buttonClass("bare", "icon")} lg:hidden`}>
        <Icon name="back" />
      </Link>
      <div className="min-w-0 grow">
        <h2 className="truncate text-16 font-bold tracking-tight text-n-10">{toTitle(conversation)}</h2>
        <p className="flex items-center gap-2 text-12 text-n-7">
          <span className="min-w-0 truncate">
            {listWorkers(parts)
              .slice(0, 4)
              .map((id) => oneLine(names[id]?.name ?? id, 40))
              .join(", ")}
          </span>
          {parts.some(({ runs }) => runs.length > 0) && <MoneyChip exact of={cost} />}
          <ContextMeter conversation={conversation} parts={parts} names={names} />
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
      <StopButton conversation={conversation} turns={turns} />
    </header>
  );
}
