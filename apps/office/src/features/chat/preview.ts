/** What the list says about a conversation in one line. Pure. */
import { oneLine, replyLine } from "../../lib/format/text";
import type { Conversation, Reply } from "../../lib/queries";
import { words } from "../../locale/words";

/** What its agents do; undefined when it has ended. */
export function stateOf({
  status,
  waiting,
  working,
}: Pick<Conversation, "status" | "waiting" | "working">): "running" | "waiting" | "held" | undefined {
  if (status !== "open") return undefined;
  if (waiting) return "waiting";
  // What the browser kept of an older release does not say it.
  return working === false ? "held" : "running";
}

export function toPreview(status: Conversation["status"], reply: Reply | undefined): string {
  const { row } = words.chat;
  if (reply === undefined) return row[status];
  if (reply.cancelled === true) return row.cancelled;
  // The rest of such a reply says how to answer in a chat.
  const title = reply.asks === true ? reply.notice?.title : undefined;
  if (title !== undefined) return row.asked(oneLine(title, 80));
  return replyLine(reply, 80, words.views);
}

/** The newest reply of each message; one that only asks counts as long as there is no answer. @param replies newest first */
export function newestReplies(replies: readonly Reply[]): ReadonlyMap<string, Reply> {
  const newest = new Map<string, Reply>();
  for (const reply of replies) {
    const known = newest.get(reply.messageId);
    if (known === undefined || (known.asks === true && reply.asks !== true))
      newest.set(reply.messageId, reply);
  }
  return newest;
}
