/** Who is here and what each does, as a list. */
import { oneLine } from "../../lib/format/text";
import { AgentChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Empty } from "../../ui/region";
import type { AgentNow } from "./state";

export function Roster({ agents }: { agents: readonly AgentNow[] }) {
  if (agents.length === 0)
    return (
      <div className="px-4 md:px-8">
        <Empty
          title="The office is empty"
          text="Add your first agent in a terminal. It moves in here at once."
        >
          <code className="rounded-xs bg-n-2 px-2 py-1 text-13 text-n-10">tinyagi setup</code>
        </Empty>
      </div>
    );
  return (
    <ul aria-label="Agents" className="grid content-start sm:grid-cols-2">
      {agents.map(({ id, name, state, line }) => (
        <li
          key={id}
          className="flex h-12 min-w-0 items-center gap-3 border-b border-n-3 px-4 text-13 md:px-8"
        >
          <AgentChip id={id} name={name} state={state} />
          <StateMark state={state} />
          <span className="truncate text-n-7">{oneLine(line)}</span>
        </li>
      ))}
    </ul>
  );
}
