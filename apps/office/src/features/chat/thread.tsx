/** One conversation, live. What is read does not move; while you are at its end, it follows the newest words. */
"use client";
import { useQueryClient } from "@tanstack/react-query";
import { isMissing, type LiveRuns } from "@tinyagi/client";
import { useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runsHref } from "../../lib/hrefs";
import { KEYS } from "../../lib/keys";
import { findProblem } from "../../lib/problem";
import {
  type Agents,
  type ConversationDetail,
  useAgents,
  useConversation,
  useSpentByConversation,
} from "../../lib/queries";
import { useEndedRuns, useLiveRuns } from "../../lib/stream/use-stream";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { ChannelChip, MoneyChip, TimeChip } from "../../ui/chips";
import { Face, YourFace } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Trouble } from "../../ui/region";
import { workShown } from "../../ui/states";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { AgentName } from "./agent-name";
import { Decided } from "./decided";
import { groupDecisions } from "./decisions";
import { FindInThread } from "./find-in-thread";
import { HostReplies } from "./host-replies";
import { useMarkRead } from "./list-queries";
import { MessageFiles, splitFiles } from "./message-files";
import { useConversationApprovals, YOU } from "./queries";
import { Recordings } from "./recordings";
import { StopDialog } from "./stop-dialog";
import { ThreadComposer } from "./thread-composer";
import { ThreadItems } from "./thread-items";
import { ThreadShare } from "./thread-share";
import { buildTurns, type Turn } from "./turns";
import { useFollow } from "./use-follow";

interface Props {
  id: string;
  /** Whether it was just begun here. */
  isSent: boolean;
  onSent: (conversation: string) => void;
}

export function Thread({ id, ...sent }: Props) {
  const query = useConversation(id);
  const live = useLiveRuns();
  const ended = useEndedRuns();
  const names = useAgents().data ?? {};
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.conversationId === id);
  const conversation = query.data;
  const turns = conversation === undefined ? [] : buildTurns(conversation, live, ended);
  const approvals = useConversationApprovals(id).data ?? [];
  const end = useFollow(conversation !== undefined, countFolds(conversation));
  const [find] = useParam("find");
  useRead(conversation);
  useMissing(conversation, live);
  const problem = findProblem([query]);
  if (conversation === undefined)
    return problem !== undefined ? (
      <Trouble text={toWords(problem.error)} retry={problem.retry} />
    ) : (
      <p className="sr-only">{words.common.reading}</p>
    );
  const asked = splitFiles(conversation.text);
  const decisions = groupDecisions(approvals, conversation, turns);
  return (
    <>
      <ThreadHead conversation={conversation} turns={turns} />
      {find !== "" && <FindInThread key={conversation.id} box={end} />}
      <div
        ref={end}
        role="log"
        aria-label={words.chat.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto px-4 py-6 md:px-8"
      >
        <div className="mx-auto grid max-w-[720px] grid-cols-[minmax(0,1fr)] gap-7">
          <div className="grid grid-cols-[40px_minmax(0,1fr)] gap-x-4">
            <YourFace />
            <div>
              <p className="mb-1 flex items-center gap-2 text-13">
                <b className="font-semibold text-n-10">{toSender(conversation)}</b>
                <ChannelChip name={conversation.channel} />
                <TimeChip at={conversation.createdAt} ago />
              </p>
              <p className="text-15 break-words whitespace-pre-wrap">{visible(asked.text)}</p>
              <MessageFiles files={asked.files} />
              <Recordings files={asked.files} recordings={conversation.recordings} />
            </div>
          </div>
          <ThreadItems conversation={conversation} turns={turns} names={names} decisions={decisions} />
          <Decided approvals={decisions.rest} nameOf={(agent) => names[agent]?.name ?? agent} />
          <HostReplies replies={conversation.replies} />
          {needs.length > 0 && (
            <ul className="rounded-m border border-n-4" aria-label={words.needs.title}>
              {needs.map((need) => (
                <NeedCard key={need.key} need={need} name={names[need.agent]?.name} />
              ))}
            </ul>
          )}
          {conversation.status === "open" && turns.length === 0 && (
            <WaitsForTurn agent={conversation.agent ?? "tinyagi"} names={names} />
          )}
          {conversation.status === "cancelled" && (
            <p className="text-13 text-n-7">{words.chat.thread.stopped}</p>
          )}
        </div>
      </div>
      <ThreadComposer conversation={conversation} turns={turns} names={names} {...sent} />
    </>
  );
}

function ThreadHead(props: {
  conversation: NonNullable<ReturnType<typeof useConversation>["data"]>;
  turns: readonly Turn[];
}) {
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

/** Who will answer, and that it has not begun. Why it waits is not known here: it may be busy, or held. */
function WaitsForTurn({ agent, names }: { agent: string; names: Agents }) {
  const name = oneLine(names[agent]?.name ?? agent, 60);
  return (
    <div className="grid grid-cols-[40px_minmax(0,1fr)] gap-x-4">
      <Face id={agent} size={40} state="held" />
      <div>
        <p className="mb-1 flex items-baseline gap-2 text-13">
          <AgentName id={agent} name={name} shown={workShown("queued")} />
          <StateMark {...workShown("queued")} />
        </p>
        <p className="text-13 text-n-7">{words.chat.thread.waits(name)}</p>
      </div>
    </div>
  );
}

/** The sender that the CLI names. */
const FROM_TERMINAL = "cli";

function toSender({ sender, channel }: ConversationDetail): string {
  return (channel === "web" && sender === YOU) || (channel === "cli" && sender === FROM_TERMINAL)
    ? words.chat.composer.you
    : oneLine(sender, 60);
}

/** How many replies took the place of the answers that they join. */
function countFolds(conversation: ConversationDetail | undefined): number {
  const { replies = [] } = conversation ?? {};
  return replies.filter(({ agents, parts }) => agents.length > 1 && (parts ?? []).length < 2).length;
}

/** What is on the screen is read, up to its newest reply. */
function useRead(conversation: ConversationDetail | undefined): void {
  const { id = "", unread = false, replies = [] } = conversation ?? {};
  const mark = useMarkRead(id);
  const newest = replies.at(-1)?.id ?? 0;
  useEffect(() => {
    const read = (): void => {
      if (unread && !document.hidden) mark(newest);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [unread, newest, mark]);
}

/** Reads the conversation again when words of a live run were lost between the answer of the daemon and the events. */
function useMissing(conversation: ConversationDetail | undefined, live: LiveRuns): void {
  const queries = useQueryClient();
  const { id = "", runs = [] } = conversation ?? {};
  const missing = runs
    .flatMap((run) => {
      const known = live.get(run.runId);
      return known !== undefined && run.output === null && isMissing(known, run.written)
        ? [`${run.runId} ${known.from}`]
        : [];
    })
    .join();
  useEffect(() => {
    if (missing !== "") void queries.invalidateQueries({ queryKey: [...KEYS.conversation, id] });
  }, [queries, id, missing]);
}
