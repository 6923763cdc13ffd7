/** The conversations of all channels: unread ones marked, narrowed by whom and where, or searched by their words. */
"use client";
import { useMemo, useRef } from "react";
import { toWords } from "../../lib/api";
import { mergePages } from "../../lib/merge-pages";
import { type Conversation, useConversation, useReplies, useRuns } from "../../lib/queries";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Empty, Trouble } from "../../ui/region";
import { ConversationRow } from "./conversation-row";
import { foldThreads, toThreadKey } from "./fold-threads";
import { ListFilters, useListFilter } from "./list-filters";
import { useConversationPages } from "./list-queries";
import { newestReplies } from "./preview";
import { RowList } from "./row-list";
import { SearchHits } from "./search-hits";

export function ConversationList({ current }: { current: string }) {
  const { wanted } = useListFilter();
  return (
    <nav aria-label={words.chat.conversations} className="flex h-full flex-col px-3">
      <div className="flex h-[72px] items-center px-2 max-md:h-14">
        <h1 className="grow text-20 font-bold tracking-tight text-n-10">{words.chat.title}</h1>
        <Link
          href="/chat?new=1"
          aria-label={words.chat.newMessage}
          className={`${buttonClass("plain", "m")} w-8 px-0 max-md:w-11`}
        >
          <Icon name="plus" />
        </Link>
      </div>
      <ListFilters />
      {wanted.trim() === "" ? (
        <Rows current={current} />
      ) : (
        <div className="min-h-0 flex-1 overflow-auto pb-4">
          <SearchHits wanted={wanted} />
        </div>
      )}
    </nav>
  );
}

function Rows({ current }: { current: string }) {
  const { of, channel, isUnreadOnly } = useListFilter();
  const conversations = useConversationPages({ of, channel, isUnreadOnly });
  const { faces, answers } = useNews();
  const listed = useKeepOpen(conversations.rows ?? NO_ROWS, current, isUnreadOnly);
  const rows = useMemo(() => foldThreads(listed), [listed]);
  // A link may lead to an earlier conversation of a thread: the row of the thread is the open one.
  const open = useConversation(current).data;
  const openKey = open === undefined ? current : toThreadKey(open);
  const isOpen = (one: Conversation): boolean => one.id === current || toThreadKey(one) === openKey;
  const isFiltered = of !== "" || channel !== "" || isUnreadOnly;
  const kept = new URLSearchParams({
    ...(of && { of }),
    ...(channel && { on: channel }),
    ...(isUnreadOnly && { show: "unread" }),
  });
  return (
    <>
      {conversations.error && conversations.rows === undefined && (
        <Trouble text={toWords(conversations.error)} retry={conversations.retry} />
      )}
      {conversations.rows !== undefined && rows.length === 0 && <NoRows isFiltered={isFiltered} />}
      {/* An empty list would be pushed down by the text that says so. */}
      {rows.length > 0 && (
        <RowList
          key={`${of} ${channel} ${isUnreadOnly}`}
          ids={rows.map(({ id }) => id)}
          current={rows.find(isOpen)?.id ?? current}
          toHref={(id) => `/chat?${new URLSearchParams([["id", id], ...kept])}`}
          next={conversations.next}
        >
          {(at, href) => {
            const one = rows[at];
            return (
              one && (
                <ConversationRow
                  conversation={one}
                  face={faces.get(one.id) ?? one.agent ?? "tinyagi"}
                  answer={answers.get(one.messageId)}
                  isCurrent={isOpen(one)}
                  isUnread={one.unread && !isOpen(one)}
                  href={href}
                />
              )
            );
          }}
        </RowList>
      )}
    </>
  );
}

/** The agent that worked last in each conversation, and its newest reply. */
function useNews() {
  const runs = useRuns().data ?? [];
  const replies = useReplies().data ?? [];
  return {
    faces: new Map([...runs].reverse().map((run) => [run.conversationId, run.agent])),
    answers: newestReplies(replies),
  };
}

const NO_ROWS: readonly Conversation[] = [];

/** The list of what is unread keeps the open conversation in its place: it became read by being opened. */
function useKeepOpen(rows: readonly Conversation[], current: string, isUnreadOnly: boolean) {
  const kept = useRef<Conversation>(undefined);
  kept.current = rows.find(({ id }) => id === current) ?? kept.current;
  const open = kept.current;
  return useMemo(() => {
    if (!isUnreadOnly) return rows;
    const unread = rows.filter((one) => one.unread || one.id === current);
    return open?.id === current ? mergePages([unread], [open], ({ id }) => id) : unread;
  }, [rows, current, isUnreadOnly, open]);
}

function NoRows({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="px-2">
      {isFiltered ? (
        <Empty title={words.chat.noRows.filteredTitle} text={words.chat.noRows.filteredText} />
      ) : (
        <Empty title={words.chat.noRows.title} text={words.chat.noRows.text}>
          <Link href="/chat?new=1" className={buttonClass()}>
            {words.chat.noRows.first}
          </Link>
        </Empty>
      )}
    </div>
  );
}
