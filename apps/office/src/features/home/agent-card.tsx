/** An agent in a few lines: what its hover card says. */
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { listMissions, type Mission } from "./mission-state";
import type { AgentNow } from "./state";

export function AgentCard({ agent, missions }: { agent: AgentNow; missions: readonly Mission[] }) {
  const { id, name, state, word, line } = agent;
  const own = listMissions(id, missions);
  return (
    <div className="flex gap-3">
      <Face id={id} size={40} state={state} />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <b className="truncate font-semibold text-n-10">{oneLine(name, 40)}</b>
          <StateMark state={state} word={word} />
        </p>
        <p className="text-12 text-n-7">{line === "" ? `@${id}` : oneLine(line, 80)}</p>
        {own.slice(0, 3).map(({ conversation }) => (
          <p key={conversation.id} className="mt-1 flex gap-2 text-12">
            <span className="truncate">{toTitle(conversation)}</span>
            <TimeChip at={conversation.createdAt} />
          </p>
        ))}
      </div>
    </div>
  );
}
