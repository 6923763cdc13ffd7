/** Who works on a mission: its agents, then their sub-agents, each with its face, its card and its page. */
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { HoverCard } from "../../ui/hover-card";
import { Link } from "../../ui/link";
import { AgentCard } from "./agent-card";
import type { Mission } from "./mission-state";
import type { AgentNow } from "./state";
import { SubAgentCard } from "./sub-agent-card";

const FACES = 5;
/** A finger needs more room than a face takes. */
const CHIP = "block max-md:py-2.5";

interface Props {
  mission: Mission;
  missions: readonly Mission[];
  agents: readonly AgentNow[];
}

export function Who({ mission, missions, agents }: Props) {
  const { agents: ids, subAgents } = mission;
  const known = ids.map((id) => ({ id, agent: agents.find((one) => one.id === id) }));
  const shownParts = subAgents.slice(0, Math.max(0, FACES - ids.length));
  const more = ids.length + subAgents.length - Math.min(FACES, ids.length) - shownParts.length;
  return (
    <span className="flex items-center gap-0.5 max-md:justify-end">
      {known.slice(0, FACES).map(({ id, agent }) => (
        <HoverCard key={id} card={() => agent && <AgentCard agent={agent} missions={missions} />}>
          <Link
            href={`/agents?agent=${encodeURIComponent(id)}`}
            aria-label={oneLine(agent?.name ?? id, 60)}
            className={CHIP}
          >
            <Face id={id} />
          </Link>
        </HoverCard>
      ))}
      {shownParts.map((part) => (
        <HoverCard key={part.id} card={() => <SubAgentCard part={part} />}>
          <Link href={part.href} aria-label={words.scene.subAgent(part.name || part.task)} className={CHIP}>
            <Face id={part.id} />
          </Link>
        </HoverCard>
      ))}
      {more > 0 && <span className="text-12 text-n-7">+{more}</span>}
    </span>
  );
}
