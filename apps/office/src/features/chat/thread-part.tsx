/** One conversation of a thread: what was written, what came of it, and what still needs you. */
"use client";
import { useQueryClient } from "@tanstack/react-query";
import { isMissing, type LiveRuns } from "@tinyagi/client";
import { type RefObject, useEffect, useRef } from "react";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { chatHref } from "../../lib/hrefs";
import { KEYS } from "../../lib/keys";
import { findProblem } from "../../lib/problem";
import { type Agents, type ConversationDetail, useAgents, useConversation } from "../../lib/queries";
import { useEndedRuns, useLiveRuns } from "../../lib/stream/use-stream";
import { words } from "../../locale/words";
import { ChannelChip, TimeChip } from "../../ui/chips";
import { Face, YourFace } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Trouble } from "../../ui/region";
import { workShown } from "../../ui/states";
import { NeedCard } from "../needs/need-card";
import { useNeeds } from "../needs/use-needs";
import { toAgain } from "./again";
import { AgentName } from "./agent-name";
import { Decided } from "./decided";
import { groupDecisions } from "./decisions";
import { HostReplies } from "./host-replies";
import { useMarkRead } from "./list-queries";
import { MessageFiles, splitFiles } from "./message-files";
import { MessageMenu } from "./message-menu";
import { NewSession } from "./new-session";
import { useConversationApprovals, YOU } from "./queries";
import { Recordings } from "./recordings";
import { StopButton } from "./stop-button";
import { ThreadItems } from "./thread-items";
import { buildTurns, type Turn } from "./turns";

interface Props {
  id: string;
  /** The conversation above it in the thread; undefined for none. */
  before: string | undefined;
  /** Whether it is stopped here, and not at the head of the thread. */
  hasStop: boolean;
}

export function ThreadPart({ id, before, hasStop }: Props) {
  const query = useConversation(id);
  const [live, ended] = [useLiveRuns(), useEndedRuns()];
  const names = useAgents().data ?? {};
  const needs = useNeeds().filter((need) => need.kind === "approval" && need.approval.conversationId === id);
  const approvals = useConversationApprovals(id).data ?? [];
  const conversation = query.data;
  const part = useRead(conversation);
  useMissing(conversation, live);
  const problem = findProblem([query]);
  if (conversation === undefined)
    return problem === undefined ? null : <Trouble text={toWords(problem.error)} retry={problem.retry} />;
  const turns = buildTurns(conversation, live, ended);
  const decisions = groupDecisions(approvals, conversation, turns);
  return (
    <section
      ref={part}
      data-conversation={id}
      aria-label={words.chat.thread.part(oneLine(conversation.title ?? conversation.text, 80))}
      className="grid grid-cols-[minmax(0,1fr)] gap-7"
    >
      {before !== undefined && <NewSession before={before} conversation={conversation} names={names} />}
      <Asked conversation={conversation} first={turns[0]} />
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
      {hasStop && (
        <p className="empty:hidden">
          <StopButton conversation={conversation} turns={turns} />
        </p>
      )}
      {conversation.status === "cancelled" && <p className="text-13 text-n-7">{words.chat.thread.stopped}</p>}
    </section>
  );
}

/** What a person wrote. */
function Asked({ conversation, first }: { conversation: ConversationDetail; first: Turn | undefined }) {
  const asked = splitFiles(conversation.text);
  return (
    <div className="group/message grid grid-cols-[40px_minmax(0,1fr)] gap-x-4">
      <YourFace />
      <div>
        <p className="mb-1 flex items-center gap-2 text-13">
          <b className="font-semibold text-n-10">{toSender(conversation)}</b>
          <ChannelChip name={conversation.channel} />
          <TimeChip at={conversation.createdAt} ago />
          <span className="grow" />
          <MessageMenu
            of={toSender(conversation)}
            text={visible(asked.text)}
            href={chatHref(conversation.id)}
            again={first === undefined ? undefined : toAgain(conversation, first)}
          />
        </p>
        <p className="text-15 break-words whitespace-pre-wrap">{visible(asked.text)}</p>
        <MessageFiles files={asked.files} />
        <Recordings files={asked.files} recordings={conversation.recordings} />
      </div>
    </div>
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

/** What is on the screen is read, up to its newest reply. @returns the part, to be watched */
function useRead(conversation: ConversationDetail | undefined): RefObject<HTMLElement | null> {
  const { id = "", unread = false, replies = [] } = conversation ?? {};
  const mark = useMarkRead(id);
  const newest = replies.at(-1)?.id ?? 0;
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!unread || part.current === null) return;
    let isSeen = false;
    const read = (): void => {
      if (isSeen && !document.hidden) mark(newest);
    };
    const watch = new IntersectionObserver((entries) => {
      isSeen = entries.at(-1)?.isIntersecting ?? false;
      read();
    });
    watch.observe(part.current);
    document.addEventListener("visibilitychange", read);
    return () => {
      watch.disconnect();
      document.removeEventListener("visibilitychange", read);
    };
  }, [unread, newest, mark]);
  return part;
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
