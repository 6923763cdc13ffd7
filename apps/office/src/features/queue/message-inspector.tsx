/** One message: why it waits or failed, what to do next, and every step it went through. */
"use client";
import { needsOf, workState } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { describeWhy, stepTextOf } from "../../lib/format/why";
import { chatHref, runHref, runsHref } from "../../lib/hrefs";
import { useAgents, useApprovals, useLanes } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, ChannelChip, TimeChip } from "../../ui/chips";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { workShown } from "../../ui/states";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { WithCode } from "../../ui/with-code";
import { useDelete, useReplay } from "../dead-letters/dead-queries";
import { NeedCard } from "../needs/need-card";
import { Advice } from "./advice";
import { type Story, useKill, useWhy } from "./queries";

export function MessageInspector({ id, onClose }: { id: string; onClose: () => void }) {
  const why = useWhy(id);
  return (
    <Inspector
      label={words.queue.message}
      title={(why.data === undefined ? "" : toTitle(why.data.message)) || words.queue.messageNo(id)}
      onClose={onClose}
    >
      <Unread what={words.queue.theMessage} of={[why]} />
      {why.data === undefined ? (
        <p className="sr-only">{words.common.reading}</p>
      ) : (
        <Body story={why.data} onClose={onClose} />
      )}
    </Inspector>
  );
}

function Body({ story, onClose }: { story: Story; onClose: () => void }) {
  const { message, conversation, steps } = story;
  const { verdict } = describeWhy(story);
  const names = useAgents().data ?? {};
  // Its lane says for what it waits.
  const inLane = useLanes()
    .data?.lanes.flatMap(({ messages }) => messages)
    .find(({ id }) => id === message.id);
  const approvals = (useApprovals().data ?? []).filter((one) => one.conversationId === conversation.id);
  return (
    <div className="grid gap-5 p-5 text-13">
      <section aria-label={words.queue.message} className="grid gap-2">
        <p className="flex min-w-0 flex-wrap items-center gap-2">
          <AgentChip id={message.agent} name={names[message.agent]?.name} />
          <StateMark {...workShown(workState({ message: inLane ?? message }))} />
          <span className="ml-auto flex items-center gap-2">
            <ChannelChip name={conversation.channel} />
            <TimeChip at={message.createdAt} ago />
          </span>
        </p>
        <p className="max-h-48 overflow-auto text-14 break-words whitespace-pre-wrap text-n-10">
          {visible(message.own ?? message.text)}
        </p>
      </section>
      <section aria-label={words.queue.why} className="grid gap-1 rounded-m bg-n-2 px-4 py-3">
        <p className="text-14 font-medium break-words text-n-10">
          <WithCode text={verdict} />
        </p>
        <Advice story={story} />
      </section>
      {approvals.length > 0 && (
        <ul className="-mx-5 border-y border-n-3 bg-n-1">
          {needsOf(approvals, []).map((need) => (
            <NeedCard key={need.key} need={need} name={names[need.agent]?.name} />
          ))}
        </ul>
      )}
      <Acts story={story} onClose={onClose} />
      <section aria-label={words.queue.steps}>
        <h3 className="border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10">
          {words.queue.whatHappened}
        </h3>
        <ol>
          {steps.map(({ at, kind, ...step }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and only grow at the end.
            <li key={`${at}-${kind}-${i}`} className="flex gap-3 border-b border-n-3 py-1.5">
              <span className="w-16 flex-none">
                <TimeChip at={at} />
              </span>
              <span className="min-w-0 break-words text-n-9">
                <WithCode text={stepTextOf(step)} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Acts({ story, onClose }: { story: Story; onClose: () => void }) {
  const { message, conversation, steps } = story;
  const lastRun = steps.findLast(({ runId }) => runId !== null)?.runId;
  const replay = useReplay();
  const remove = useDelete();
  const kill = useKill();
  const [isAsking, setAsking] = useState(false);
  const isOpen = message.status === "pending" || message.status === "processing";
  const isDead = message.status === "dead";
  // Its graph retries it, with what it needs.
  const isInGraph = isDead && message.kind === "node";
  const error = replay.error ?? kill.error;
  const commands = [
    `tinyagi why ${message.id}`,
    ...(isDead && !isInGraph ? [`tinyagi queue retry ${message.id}`] : []),
    ...(isDead ? [`tinyagi queue delete ${message.id}`] : []),
    ...(isOpen ? [`tinyagi queue kill ${message.id}`] : []),
  ];
  return (
    <section aria-label={words.queue.acts}>
      <div className="flex flex-wrap gap-1.5">
        {isDead && (
          <>
            {isInGraph ? (
              <Link
                href={lastRun ? runHref(lastRun) : runsHref(conversation.id)}
                className={buttonClass("plain", "s")}
              >
                {words.queue.openInRun}
              </Link>
            ) : (
              <Button size="s" disabled={replay.isPending} onClick={() => replay.mutate([message.id])}>
                {words.queue.replayOne}
              </Button>
            )}
            <Button
              size="s"
              kind="risk"
              onClick={() => {
                onClose();
                remove([message.id]);
              }}
            >
              {words.common.delete}
            </Button>
          </>
        )}
        {isOpen && (
          <Button size="s" kind="risk" disabled={kill.isPending} onClick={() => setAsking(true)}>
            {words.queue.cancelMessage}
          </Button>
        )}
        <Link href={chatHref(conversation.id)} className={buttonClass("plain", "s")}>
          {words.common.openConversation}
        </Link>
      </div>
      {isInGraph && <p className="mt-2 text-12 text-n-7">{words.queue.dead.inRun}</p>}
      {error && (
        <p role="alert" className="mt-2 text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      <Terminal commands={commands} />
      {isAsking && (
        <CancelDialog
          story={story}
          onCancel={() => kill.mutate(message.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function CancelDialog(props: { story: Story; onCancel: () => void; onClose: () => void }) {
  const { story, onCancel, onClose } = props;
  const { message } = story;
  const what = message.status === "processing" ? words.queue.stopsNow : words.queue.neverRuns;
  return (
    <ConfirmDialog
      title={words.queue.cancelTitle}
      subject={toTitle(message)}
      text={words.queue.cancelText(what)}
      verb={words.queue.cancelMessage}
      onConfirm={onCancel}
      onClose={onClose}
    />
  );
}
