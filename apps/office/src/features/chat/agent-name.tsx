/** The agent that heads an answer: its name leads to its page, and shows who it is while the pointer rests on it. */
"use client";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";

export function AgentName({ id, name, state }: { id: string; name: string; state: State }) {
  return (
    <HoverCard
      className="min-w-0"
      card={() => (
        <span className="flex items-center gap-3">
          <Face id={id} size={40} state={state} />
          <span className="min-w-0">
            <b className="block truncate font-semibold text-n-10">{name}</b>
            <span className="flex items-center gap-2 text-12 text-n-7">
              @{id} <StateMark state={state} />
            </span>
          </span>
        </span>
      )}
    >
      <Link
        href={`/agents?agent=${encodeURIComponent(id)}`}
        aria-label={words.chat.answer.openAgent(name)}
        className="font-semibold [overflow-wrap:anywhere] text-n-10 hover:underline"
      >
        {name}
      </Link>
    </HoverCard>
  );
}
