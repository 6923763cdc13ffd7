/** A conversation as Markdown, to paste elsewhere. Pure. */
import { forPage, visible } from "../../lib/format/text";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import { itemsOf } from "./joined";
import type { Turn } from "./turns";

export function markdownOf(
  conversation: Pick<ConversationDetail, "sender" | "channel" | "text" | "createdAt" | "replies">,
  turns: readonly Turn[],
  names: Agents,
): string {
  const { sender, channel, text, createdAt } = conversation;
  const nameOf = (id: string): string => visible(names[id]?.name ?? id);
  const parts = [`**${visible(sender)}** (${channel}, ${new Date(createdAt).toISOString()})`, visible(text)];
  for (const item of itemsOf(conversation, turns)) {
    if (item.kind === "joined") {
      parts.push(`**${item.reply.agents.map(nameOf).join(", ")}**`, visible(forPage(item.reply.message)));
      continue;
    }
    const { turn } = item;
    const from = turn.from === null ? "" : words.chat.markdown.askedBy(nameOf(turn.from));
    parts.push(`**${nameOf(turn.agent)}**${from}`);
    parts.push(
      visible(turn.text) ||
        (turn.error === undefined
          ? words.chat.markdown.noText
          : words.chat.markdown.failed(visible(turn.error))),
    );
  }
  return `${parts.join("\n\n")}\n`;
}
