/** Replies that did not reach their person: why, and the way to send them again. */
"use client";
import type { ChannelStatus, UndeliveredReply } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, ChannelChip, TimeChip } from "../../ui/chips";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { whyWaits } from "./channel-state";
import { useSendAgain, useUndelivered } from "./queries";
import { SectionTitle } from "./section-title";

const SHOWN_MAX = 50;

export function Undelivered({ channels }: { channels: readonly ChannelStatus[] }) {
  const undelivered = useUndelivered();
  const [isAll, setAll] = useState(false);
  const replies = undelivered.data;
  if (replies === undefined) return <Unread what={words.channels.whatNot} of={[undelivered]} />;
  const shown = isAll ? replies : replies.slice(0, SHOWN_MAX);
  return (
    <section aria-label={words.channels.undelivered.title}>
      <SectionTitle
        title={words.channels.undelivered.title}
        count={replies.length}
        help={words.channels.undelivered.help}
      />
      {replies.length === 0 && <p className="py-3 text-13 text-n-7">{words.channels.undelivered.none}</p>}
      <ul>
        {shown.map((reply) => (
          <One key={reply.id} reply={reply} channel={channels.find(({ id }) => id === reply.channel)} />
        ))}
      </ul>
      {shown.length < replies.length && (
        <Button kind="bare" onClick={() => setAll(true)}>
          {words.channels.showAll(replies.length)}
        </Button>
      )}
    </section>
  );
}

function One({ reply, channel }: { reply: UndeliveredReply; channel: ChannelStatus | undefined }) {
  const { id, agent, preview, state } = reply;
  const again = useSendAgain();
  // One that waits for its channel has nothing to gain.
  const canSend = state === "dead" || reply.nextAttemptAt !== null;
  const name = useAgents().data?.[agent ?? ""]?.name;
  return (
    <li className="grid items-center gap-x-4 border-b border-n-3 py-2.5 text-13 md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2">
          {agent !== null && (
            <AgentChip id={agent} name={name} state={state === "dead" ? "failed" : "waiting"} />
          )}
          <span className="min-w-0 truncate font-medium text-n-10">{oneLine(preview, 120)}</span>
          <ChannelChip name={reply.channel} />
          <span className="text-12 text-n-7">{words.channels.undelivered.to(oneLine(reply.sender, 40))}</span>
          <TimeChip at={reply.createdAt} ago />
        </p>
        <p className={`mt-0.5 text-12 break-words ${state === "dead" ? "text-failed" : "text-n-7"}`}>
          {oneLine(whyWaits(reply, channel), 300)}
        </p>
        {again.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(again.error)}
          </p>
        )}
        {canSend && <Terminal commands={[`tinyagi channel retry ${id}`, "tinyagi channel undelivered"]} />}
      </div>
      {canSend && (
        <Button
          size="s"
          className="max-md:mt-1.5 max-md:justify-self-start"
          disabled={again.isPending}
          onClick={() => again.mutate(id)}
        >
          {words.channels.undelivered.again}
        </Button>
      )}
    </li>
  );
}
