/** A line where an agent began a new session: what stands above it, the agent does not remember. */
"use client";
import { oneLine } from "../../lib/format/text";
import { type Agents, type ConversationDetail, useConversation } from "../../lib/queries";
import { words } from "../../locale/words";
import { beganSession } from "./sessions";

/** @param props.before the conversation above */
export function NewSession(props: { before: string; conversation: ConversationDetail; names: Agents }) {
  const { before, conversation, names } = props;
  const above = useConversation(before).data;
  const agents = above === undefined ? [] : beganSession(above, conversation);
  if (agents.length === 0) return null;
  const named = agents.map((id) => oneLine(names[id]?.name ?? id, 40)).join(", ");
  return (
    <p className="flex items-center gap-3 text-12 text-n-7 before:h-px before:grow before:bg-n-4 after:h-px after:grow after:bg-n-4">
      {words.chat.thread.newSession(named)}
    </p>
  );
}
