/** A conversation as Markdown, to paste elsewhere. Pure. */
import { visible } from "../../lib/format/text";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import type { Turn } from "./turns";

export function markdownOf(
  { sender, channel, text, createdAt }: Pick<ConversationDetail, "sender" | "channel" | "text" | "createdAt">,
  turns: readonly Turn[],
  names: Agents,
): string {
  const parts = [`**${visible(sender)}** (${channel}, ${new Date(createdAt).toISOString()})`, visible(text)];
  for (const turn of turns) {
    const from = turn.from === null ? "" : words.chat.markdown.askedBy(visible(turn.from));
    parts.push(`**${visible(names[turn.agent]?.name ?? turn.agent)}**${from}`);
    parts.push(
      visible(turn.text) ||
        (turn.error === undefined
          ? words.chat.markdown.noText
          : words.chat.markdown.failed(visible(turn.error))),
    );
  }
  return `${parts.join("\n\n")}\n`;
}
