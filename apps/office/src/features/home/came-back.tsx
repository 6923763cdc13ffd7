/** What came back today: the newest answers. */
"use client";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { money } from "../../lib/figures";
import { replyLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { chatHref } from "../../lib/hrefs";
import { findProblem } from "../../lib/problem";
import {
  type Agents,
  type Run,
  useConversations,
  useReplies,
  useRuns,
  useSpentToday,
} from "../../lib/queries";
import { startOfDay } from "../../lib/start-of-day";
import { useArrivals } from "../../lib/use-glow";
import { words } from "../../locale/words";
import { AgentChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { Trouble } from "../../ui/region";
import { backToday } from "./back-today";
import { SectionHead } from "./section-head";

const SHOWN = 9;

export function CameBack({ names }: { names: Agents }) {
  const [read, all] = [useReplies(), useConversations()];
  const hasFailed = failures(useRuns().data ?? []);
  const replies = read.data ?? [];
  const conversations = all.data ?? [];
  const problem = findProblem([read, all]);
  const spent = useSpentToday().data;
  const today = startOfDay(useNow());
  const ids = new Map(conversations.map(({ messageId, id }) => [messageId, id]));
  const back = backToday(replies, { today, known: (messageId) => ids.has(messageId) });
  const isKnown = read.data !== undefined && all.data !== undefined;
  const isNew = useArrivals(isKnown ? back.replies.map(({ id }) => String(id)) : undefined);
  return (
    <section aria-label={words.home.cameBack.title} className="mt-4">
      <SectionHead title={words.home.cameBack.title} count={back.count}>
        {spent !== undefined && spent.costUsd !== null && words.home.cameBack.spent(money(spent))}
      </SectionHead>
      {problem !== undefined && <Trouble text={toWords(problem.error)} retry={problem.retry} />}
      {problem === undefined && back.replies.length === 0 && (
        <p className="py-4 text-13 text-n-7">{words.home.cameBack.none}</p>
      )}
      <ul className="grid grid-cols-1 gap-x-8 lg:grid-cols-3">
        {back.replies
          .slice(0, SHOWN)
          .map(({ id, agent, message, parts, title, originalMessage, messageId, timestamp }) => (
            <li key={id} className={`border-b border-n-3 ${isNew(String(id)) ? "anim-glow" : ""}`}>
              <Link href={chatHref(ids.get(messageId))} className="block py-3.5 text-13 hover:bg-n-1">
                <span className="mb-1.5 flex items-center gap-2">
                  <AgentChip id={agent ?? "tinyagi"} name={agent === null ? "TinyAGI" : names[agent]?.name} />
                  <StateMark state={hasFailed(ids.get(messageId), agent) ? "failed" : "done"} dense />
                  <span className="ml-auto">
                    <TimeChip at={timestamp} ago />
                  </span>
                </span>
                <b className="block truncate font-semibold text-n-10">
                  {toTitle({ title, text: originalMessage })}
                </b>
                <span className="line-clamp-2 break-words text-n-7">
                  {replyLine({ message, parts }, 220, words.views)}
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** Whether an agent's last try in a conversation failed. @param runs newest first */
function failures(runs: readonly Run[]): (conversation: string | undefined, agent: string | null) => boolean {
  const last = new Map<string, Run["status"]>();
  for (const { conversationId, agent, status } of runs) {
    const key = `${conversationId} ${agent}`;
    if (!last.has(key)) last.set(key, status);
  }
  return (conversation, agent) => last.get(`${conversation} ${agent}`) === "failed";
}
