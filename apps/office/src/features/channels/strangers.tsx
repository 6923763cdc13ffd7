/** Strangers who wrote and wait. They get no answer until you decide. */
"use client";
import type { PendingSender } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ChannelChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Terminal } from "../../ui/terminal";
import { useApprove, useDeny } from "./queries";
import { SectionTitle } from "./section-title";

interface Props {
  senders: readonly PendingSender[];
  /** Without its head, inside another list of steps. */
  isBare?: boolean;
}

export function Strangers({ senders, isBare = false }: Props) {
  const [denied, setDenied] = useState<ReadonlySet<string>>(new Set());
  const shown = senders.filter(({ code }) => !denied.has(code));
  const mark = (code: string) => (isShown: boolean) =>
    setDenied((before) => {
      const next = new Set(before);
      if (isShown) next.delete(code);
      else next.add(code);
      return next;
    });
  return (
    <section aria-label={words.channels.strangers.title}>
      {!isBare && (
        <SectionTitle
          title={words.channels.strangers.title}
          count={shown.length}
          help={words.channels.strangers.help}
        />
      )}
      {shown.length === 0 && !isBare && (
        <p className="py-3 text-13 text-n-7">{words.channels.strangers.none}</p>
      )}
      <ul>
        {shown.map((sender) => (
          <Stranger
            key={`${sender.channel} ${sender.senderId}`}
            sender={sender}
            onShown={mark(sender.code)}
          />
        ))}
      </ul>
    </section>
  );
}

function Stranger({ sender, onShown }: { sender: PendingSender; onShown: (isShown: boolean) => void }) {
  const { code, channel, senderId, createdAt } = sender;
  const approve = useApprove();
  const deny = useDeny();
  const name = oneLine(sender.sender, 60);
  return (
    <li className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 border-b border-n-3 py-3 text-13 md:grid-cols-[24px_minmax(0,1fr)_auto]">
      <span className="pixel-corners grid size-6 place-items-center bg-n-3">
        <StateMark state="waiting" dense word={words.channels.strangers.unknown} />
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <b className="font-semibold break-all text-n-10">{name}</b>
          <ChannelChip name={channel} />
          <TimeChip at={createdAt} ago />
        </p>
        <p className="break-words text-n-8">
          {words.channels.strangers.code.before}
          <code className="font-semibold text-n-10">{code}</code>
          {words.channels.strangers.code.after}
        </p>
        <p className="text-12 break-all text-n-7">{words.channels.id(oneLine(senderId, 80))}</p>
        {approve.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(approve.error)}
          </p>
        )}
        <Terminal commands={[`tinyagi pairing approve ${code}`, `tinyagi pairing dismiss ${code}`]} />
      </div>
      <div className="flex gap-1.5 max-md:col-start-2 max-md:mt-2">
        <Button
          size="s"
          disabled={approve.isPending}
          aria-label={words.channels.strangers.approveNamed(name)}
          onClick={() => approve.mutate(sender)}
        >
          {words.channels.strangers.approve}
        </Button>
        <Button
          size="s"
          kind="bare"
          aria-label={words.channels.strangers.denyNamed(name)}
          onClick={() => deny(sender, onShown)}
        >
          {words.channels.strangers.deny}
        </Button>
      </div>
    </li>
  );
}
