/** How full the context of the agent is that a thread goes on with. Nothing where its program does not say it. */
"use client";
import { contextText, currentContext } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import type { Agents, ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";

/** The share of the window from which the bar warns: programs summarise a little later. */
const NEARLY_FULL = 0.75;

/** @param props.parts the conversations of the thread that are drawn, the newest one last */
export function ContextMeter(props: {
  conversation: ConversationDetail;
  parts: readonly ConversationDetail[];
  names: Agents;
}) {
  const { conversation, parts, names } = props;
  // Of a team, the one that answers first.
  const agent = conversation.agent ?? conversation.messages[0]?.agent ?? "";
  const runs = parts.flatMap((part) => part.runs);
  const context = currentContext(runs, agent);
  if (context === undefined) return null;
  const said = contextText(context, words.views);
  const label = words.chat.thread.context(oneLine(names[agent]?.name ?? agent, 40), said);
  const part = context.window === undefined ? undefined : Math.min(1, context.tokens / context.window);
  return (
    <span role="img" aria-label={label} title={label} className="flex flex-none items-center gap-1.5">
      {part !== undefined && (
        <svg viewBox="0 0 40 4" aria-hidden="true" className="h-1 w-10 rounded-full bg-n-4">
          <rect width={40 * part} height="4" className={part >= NEARLY_FULL ? "fill-waiting" : "fill-n-8"} />
        </svg>
      )}
      <span className="font-mono max-md:hidden">{said}</span>
    </span>
  );
}
