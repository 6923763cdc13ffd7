/** The agent that heads an answer: its name leads to its page, and shows who it is while the pointer rests on it. */
"use client";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";
import type { Shown } from "../../ui/states";

export function AgentName(props: { id: string; name: string; shown: Shown }) {
  const { id, name, shown } = props;
  const { state, word } = shown;
  return (
    <HoverCard
      card={() => (
        <span className="flex items-center gap-3">
          <Face id={id} size={40} state={state} />
          <span className="min-w-0">
            <b className="block truncate font-semibold text-n-10">{name}</b>
            <span className="flex items-center gap-2 text-12 text-n-7">
              @{id} <StateMark state={state} word={word} />
            </span>
          </span>
        </span>
      )}
    >
      <Link
        href={`/agents?agent=${encodeURIComponent(id)}`}
        aria-label={words.chat.answer.openAgent(name)}
        className="min-w-0 font-semibold [overflow-wrap:anywhere] text-n-10 hover:underline"
      >
        {name}
      </Link>
    </HoverCard>
  );
}
