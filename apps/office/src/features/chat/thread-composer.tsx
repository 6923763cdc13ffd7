/** While agents work, a text steers them; afterwards it is a new message to the same agent or team. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useKeyHelp } from "../../lib/key-help";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Composer } from "./composer";
import { steer, takeBack, useSend } from "./queries";
import { steerable, type Turn } from "./turns";

export function ThreadComposer(props: {
  conversation: ConversationDetail;
  turns: readonly Turn[];
  names: Agents;
  /** Whether this conversation was just begun here. */
  isSent: boolean;
  onSent: (conversation: string) => void;
}) {
  const { conversation, turns, names, isSent, onSent } = props;
  const send = useSend(onSent);
  useKeyHelp([["↑", words.chat.composer.takeBack]]);
  const nameOfTarget = useNameLookup();
  const live = steerable(turns);
  const target = conversation.team ?? conversation.messages[0]?.agent ?? "";
  const waiting = conversation.messages.find(
    ({ status, fromAgent }) => status === "pending" && fromAgent === null,
  );
  const onUp =
    waiting === undefined ? undefined : () => takeBack({ id: waiting.id, text: conversation.text });
  const nameOf = (id: string): string => oneLine(names[id]?.name ?? id, 40);
  if (live !== undefined)
    return (
      <Composer
        draft={conversation.id}
        label={words.chat.composer.steerOne(nameOf(live.agent))}
        verb={words.chat.composer.steer}
        hint={words.chat.composer.steerHint(nameOf(live.agent))}
        autoFocus={isSent}
        onSend={(text) => steer(live.runId, text)}
      />
    );
  return (
    <Composer
      draft={conversation.id}
      label={words.chat.composer.messageTo(oneLine(nameOfTarget(target), 40))}
      verb={words.chat.composer.send}
      takesFiles
      takesCommands
      hint={waiting === undefined ? words.chat.composer.hint : words.chat.composer.notRead}
      autoFocus={isSent}
      onUp={onUp}
      onSend={(text) => send(text, /^\s*@[\w-]/.test(text) ? "" : target)}
    />
  );
}
