/** A conversation as Markdown, to paste elsewhere. Pure. */
import { replyNotes } from "@tinyagi/views";
import { visible, wordsOfReply } from "../../lib/format/text";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import { listNotes, toItems } from "./joined";
import type { Turn } from "./turns";

export function toMarkdown(
  conversation: Pick<ConversationDetail, "sender" | "channel" | "text" | "createdAt" | "replies">,
  turns: readonly Turn[],
  names: Agents,
): string {
  const { sender, channel, text, createdAt } = conversation;
  const nameOf = (id: string): string => visible(names[id]?.name ?? id);
  const parts = [`**${visible(sender)}** (${channel}, ${new Date(createdAt).toISOString()})`, visible(text)];
  for (const item of toItems(conversation, turns)) {
    if (item.kind === "joined") {
      parts.push(
        `**${item.reply.agents.map(nameOf).join(", ")}**`,
        visible(wordsOfReply(item.reply, words.views)),
      );
      continue;
    }
    if (item.kind === "end") {
      parts.push(
        ...item.waiting.map(
          ({ agent, waiting }) => `**${nameOf(agent)}**: ${words.chat.joined.waits(visible(waiting ?? ""))}`,
        ),
        ...replyNotes(item.reply, words.views).map(visible),
      );
      continue;
    }
    const { turn } = item;
    const from = turn.from === null ? "" : words.chat.markdown.askedBy(nameOf(turn.from));
    parts.push(`**${nameOf(turn.agent)}**${from}`);
    parts.push(...saidIn(turn), ...listNotes(conversation.replies, turn.runId).map(visible));
  }
  return `${parts.join("\n\n")}\n`;
}

function saidIn({ text, error, failure }: Turn): string[] {
  const said = visible(text) === "" ? [] : [visible(text)];
  // A reply has its own words for a failure, and an answer may stand above it.
  if (failure !== undefined) return [...said, visible(failure.reason ?? failure.message)];
  if (said.length > 0) return said;
  return [error === undefined ? words.chat.markdown.noText : words.chat.markdown.failed(visible(error))];
}
