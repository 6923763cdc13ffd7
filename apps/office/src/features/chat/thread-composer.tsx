/** While agents work, a text steers them; afterwards it is a new message to the same agent or team. */
"use client";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { useKeyHelp } from "../../lib/key-help";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Composer } from "./composer";
import { takeOverDraft } from "./drafts";
import { toThreadKey } from "./fold-threads";
import { steer, takeBack, useSend } from "./queries";
import type { Quotation } from "./quote";
import { findWaiting } from "./read-parts";
import { steerable, type Turn } from "./turns";

export function ThreadComposer(props: {
  conversation: ConversationDetail;
  /** Of the whole thread, those of the newest conversation first. */
  turns: readonly Turn[];
  /** All that are drawn. */
  parts: readonly ConversationDetail[];
  names: Agents;
  /** What was quoted last. */
  quoted: Quotation | undefined;
  /** Whether this conversation was just begun here. */
  isSent: boolean;
  onSent: (conversation: string) => void;
}) {
  const { conversation, turns, parts, names, quoted, isSent, onSent } = props;
  const send = useSend(onSent);
  // The same one when a newer conversation of the thread opens or joins.
  const [draft] = useState(() => takeOverDraft(toThreadKey(conversation), conversation.id));
  useKeyHelp([["↑", words.chat.composer.takeBack]]);
  const nameOfTarget = useNameLookup();
  const live = steerable(turns);
  const [, target = ""] = conversation.thread?.with.split(":", 2) ?? [
    "",
    conversation.team ?? conversation.messages[0]?.agent,
  ];
  const waiting = findWaiting(parts);
  const onUp = waiting === undefined ? undefined : () => takeBack(waiting);
  const nameOf = (id: string): string => oneLine(names[id]?.name ?? id, 40);
  // Whoever is named in the text has a thread of their own.
  const toRecipient = (text: string) =>
    /^\s*@[\w-]/.test(text) ? { to: "" } : { to: target, thread: ownThread(conversation) };
  if (live !== undefined)
    return (
      <Composer
        draft={draft}
        label={words.chat.composer.steerOne(nameOf(live.agent))}
        verb={words.chat.composer.steer}
        hint={words.chat.composer.steerHint(nameOf(live.agent))}
        autoFocus={isSent}
        quoted={quoted}
        onSend={(text) => steer(live.runId, text)}
      />
    );
  return (
    <Composer
      draft={draft}
      label={words.chat.composer.messageTo(oneLine(nameOfTarget(target), 40))}
      verb={words.chat.composer.send}
      takesFiles
      takesCommands
      hint={waiting === undefined ? words.chat.composer.hint : words.chat.composer.notRead}
      autoFocus={isSent}
      quoted={quoted}
      onUp={onUp}
      answers={target}
      onSend={(text, choice) => send(text, { draft, from: conversation.id, choice, ...toRecipient(text) })}
    />
  );
}

/** A thread of another channel goes on there: what is written here belongs to your own one. */
function ownThread({ channel, thread }: ConversationDetail): string | undefined {
  return channel === "web" ? (thread?.id ?? undefined) : undefined;
}
