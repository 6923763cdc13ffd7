/** One post. Texts of agents are Markdown that does nothing; your own post shows the work that it started. */
"use client";
import { oneLine, visible } from "../../lib/format/text";
import { runHref, runsHref } from "../../lib/hrefs";
import { useConversation, useSpentByConversation } from "../../lib/queries";
import { useEndedRuns, useLiveRuns } from "../../lib/stream/use-stream";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { Face, YourFace } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Markdown } from "../../ui/markdown";
import { Mentions } from "../../ui/mentions";
import type { IsName } from "../../ui/mentions-in";
import { copyText } from "../../ui/terminal";
import { MessageFiles, splitFiles } from "../chat/message-files";
import { buildTurns, type Turn } from "../chat/turns";
import { type Post, roomLink, toAnswers } from "./posts";

export function PostRow(props: {
  post: Post;
  name: string;
  isFirst: boolean;
  /** Whether the address names it. */
  isTarget: boolean;
  isName: IsName;
}) {
  const { post, name, isFirst, isTarget, isName } = props;
  const { from_agent: from, message, created_at: at, conversation_id: conversation } = post;
  if (from === "system")
    return (
      <p className="flex gap-2 py-2 text-13 text-n-7">
        <b className="font-medium text-n-8">TinyAGI</b>
        <span className="min-w-0 break-words">{visible(message)}</span>
        <TimeChip at={at} />
      </p>
    );
  const isMine = from === "user";
  const { text, files } = splitFiles(message);
  return (
    <article
      aria-label={isMine ? words.rooms.you : oneLine(name, 60)}
      aria-current={isTarget ? "true" : undefined}
      className={`group grid grid-cols-[40px_minmax(0,1fr)] gap-x-3.5 pb-2.5 ${isFirst ? "pt-2.5" : ""} ${isTarget ? "-mx-2 rounded-s bg-n-3 px-2 pt-2.5" : ""}`}
    >
      {isFirst ? isMine ? <YourFace /> : <Face id={from} size={40} /> : <span />}
      <div className="min-w-0">
        <CopyLink post={post} />
        {isFirst && (
          <p className="flex items-baseline gap-2 text-13">
            <b className="font-semibold text-n-10">{isMine ? words.rooms.you : oneLine(name, 60)}</b>
            <TimeChip at={at} ago />
          </p>
        )}
        {isMine ? (
          <p className="text-15 break-words whitespace-pre-wrap">
            <Mentions text={visible(text)} isName={isName} />
          </p>
        ) : (
          <Markdown text={text} isName={isName} />
        )}
        <MessageFiles files={files} />
        {isMine && conversation !== null && <Work id={conversation} />}
      </div>
    </article>
  );
}

/** It floats, so that the words flow around it; a desk shows it to who points at the post or tabs to it. */
function CopyLink({ post: { id, team_id: team } }: { post: Post }) {
  return (
    <Button
      kind="bare"
      size="icon"
      aria-label={words.rooms.copyLink}
      title={words.rooms.copyLink}
      className="float-right -my-1 md:opacity-0 md:group-focus-within:opacity-100 md:group-hover:opacity-100 max-md:-my-3"
      onClick={() => void copyText(`${location.origin}${roomLink(team, id)}`)}
    >
      <Icon name="link" size={14} />
    </Button>
  );
}

/** Faces of those who worked; the others are counted. */
const FACES = 5;
/** The state that says most comes first. */
const ORDER: readonly State[] = ["waiting", "running", "failed", "held", "done"];

function Work({ id }: { id: string }) {
  const conversation = useConversation(id).data;
  const live = useLiveRuns();
  const ended = useEndedRuns();
  const spent = useSpentByConversation().data?.get(id);
  if (conversation === undefined) return null;
  const turns = buildTurns(conversation, live, ended);
  const waiting = conversation.messages.filter(({ status }) => status === "pending").length;
  const state = stateOf(turns, waiting);
  const agents = [...new Set(turns.map(({ agent }) => agent))];
  const answers = toAnswers(turns);
  return (
    <>
      <div className="mt-2 flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-s border border-n-4 px-3 py-1.5 text-12 text-n-7">
        <StateMark
          state={state}
          word={
            state === "held" && waiting > 0
              ? words.rooms.work.queued
              : turns.findLast((turn) => turn.state === state)?.word
          }
        />
        <span className="flex items-center gap-0.5">
          {agents.slice(0, FACES).map((agent) => (
            <Face key={agent} id={agent} />
          ))}
          {agents.length > FACES && <span className="pl-1 font-mono">+{agents.length - FACES}</span>}
        </span>
        {waiting > 0 && <span className="whitespace-nowrap">{words.rooms.work.toCome(waiting)}</span>}
        {spent && <MoneyChip exact of={spent} />}
        <Link href={runsHref(id)} className={`${buttonClass("plain", "s")} ml-auto`}>
          {words.common.openRun}
        </Link>
      </div>
      {answers.length > 0 && <Answers turns={answers} />}
    </>
  );
}

/** What the agents answered to the post, folded: who, their words, and the run of each. */
function Answers({ turns }: { turns: readonly Turn[] }) {
  const nameOf = useNameLookup();
  return (
    <details className="mt-1 text-13">
      <summary className="w-fit cursor-pointer rounded-s px-1 py-1.5 text-12 font-medium text-n-8 hover:text-n-10 max-md:py-3.5">
        {words.rooms.work.answers(turns.length)}
      </summary>
      <ul className="border-l-2 border-n-4 pl-3">
        {turns.map(({ runId, agent, state, word, text, error, spent }) => (
          <li key={runId || agent} className="py-2">
            <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-12">
              <AgentChip id={agent} name={nameOf(agent)} state={state} />
              <StateMark state={state} word={word} dense />
              {spent.costUsd !== undefined && <MoneyChip exact of={spent} />}
              {runId !== "" && (
                <Link
                  href={runHref(runId)}
                  aria-label={words.tasks.openAgentRun(oneLine(nameOf(agent), 60))}
                  className={`${buttonClass("bare", "s")} ml-auto`}
                >
                  {words.common.openRun}
                </Link>
              )}
            </p>
            {text.trim() === "" ? (
              <p className="break-words whitespace-pre-wrap">{visible(error ?? "")}</p>
            ) : (
              <Markdown text={text} />
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function stateOf(turns: readonly Turn[], waiting: number): State {
  const states = new Set<State>(turns.map(({ state }) => state));
  if (waiting > 0) states.add("held");
  return ORDER.find((state) => states.has(state)) ?? "done";
}
