/** One thread, live. What is read does not move; while you are at its end, it follows the newest words. */
"use client";
import { useQueries } from "@tanstack/react-query";
import { toWords } from "../../lib/api";
import { findProblem } from "../../lib/problem";
import { type ConversationDetail, conversationQuery, useAgents } from "../../lib/queries";
import { useEndedRuns, useLiveRuns } from "../../lib/stream/use-stream";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Trouble } from "../../ui/region";
import { FindInThread } from "./find-in-thread";
import { MoreParts } from "./more-parts";
import { QuoteBox } from "./quote";
import { findNewestRead, listTurns } from "./read-parts";
import { ThreadComposer } from "./thread-composer";
import { ThreadHead } from "./thread-head";
import { ThreadPart } from "./thread-part";
import { useThreadAround } from "./thread-queries";
import { buildTurns } from "./turns";
import { useFollow } from "./use-follow";

interface Props {
  /** A conversation of the thread: the newest one, or one that a link leads to. */
  id: string;
  /** Whether it was just begun here. */
  isSent: boolean;
  onSent: (conversation: string) => void;
}

export function Thread({ id, ...sent }: Props) {
  const { earlier = [], later, newest, next, nextLater } = useThreadAround(id);
  const ids = [...earlier.map((one) => one.id), id, ...(later ?? []).map((one) => one.id)];
  const queries = useQueries({ queries: [...new Set([...ids, newest])].map(conversationQuery) });
  const [live, ended] = [useLiveRuns(), useEndedRuns()];
  const names = useAgents().data ?? {};
  const parts = queries.flatMap(({ data }) => data ?? []);
  const conversation = findNewestRead(id, parts);
  const [find] = useParam("find");
  const [at] = useParam("at");
  const linked = at === "" ? `[data-conversation="${CSS.escape(id)}"]` : `[data-run="${CSS.escape(at)}"]`;
  const isLinked = at !== "" || (later === undefined ? undefined : later.length > 0);
  const box = useFollow({
    isReady: conversation !== undefined,
    of: conversation?.id,
    joined: countFolds(conversation),
    first: ids[0] ?? id,
    hasEnd: !nextLater.hasMore,
    linked: isLinked === false ? null : isLinked && linked,
  });
  const problem = findProblem(queries);
  if (conversation === undefined)
    return problem !== undefined ? (
      <Trouble text={toWords(problem.error)} retry={problem.retry} />
    ) : (
      <p className="sr-only">{words.common.reading}</p>
    );
  const turns = buildTurns(conversation, live, ended);
  const atWork = listTurns(parts, live, ended);
  return (
    <QuoteBox>
      {(quoted) => (
        <>
          <ThreadHead conversation={conversation} turns={turns} parts={parts} />
          {find !== "" && <FindInThread key={id} box={box} next={next} />}
          <div
            ref={box}
            role="log"
            aria-label={words.chat.messages}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
            tabIndex={0}
            className="min-h-0 flex-1 overflow-auto px-4 py-6 md:px-8"
          >
            <div className="mx-auto grid max-w-[720px] grid-cols-[minmax(0,1fr)] gap-7">
              <MoreParts next={next} label={words.chat.thread.earlier} />
              {ids.map((each, at) => (
                <ThreadPart key={each} id={each} before={ids[at - 1]} hasStop={each !== conversation.id} />
              ))}
              <MoreParts next={nextLater} label={words.chat.thread.later} />
            </div>
          </div>
          <ThreadComposer
            conversation={conversation}
            turns={atWork}
            parts={parts}
            names={names}
            quoted={quoted}
            {...sent}
          />
        </>
      )}
    </QuoteBox>
  );
}

/** How many replies took the place of the answers that they join. */
function countFolds(conversation: ConversationDetail | undefined): number {
  const { replies = [] } = conversation ?? {};
  return replies.filter(({ agents, parts }) => agents.length > 1 && (parts ?? []).length < 2).length;
}
