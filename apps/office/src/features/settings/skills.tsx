/** Skills of each agent, one agent at a time. */
"use client";
import { toWords } from "../../lib/api";
import { useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Empty, Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { AgentSkills } from "../skills/skills-of";

export function Skills() {
  const agents = useAgents();
  const [wanted, setWanted] = useParam("agent");
  if (agents.error !== null && agents.data === undefined)
    return <Trouble text={toWords(agents.error)} retry={() => void agents.refetch()} />;
  const all = Object.entries(agents.data ?? {});
  const [first] = all;
  if (agents.data !== undefined && first === undefined)
    return (
      <Empty title={words.skills.emptyTitle} text={words.skills.noAgents}>
        <Link href="/agents" className={buttonClass("go")}>
          {words.skills.toAgents}
        </Link>
      </Empty>
    );
  const agent = all.find(([id]) => id === wanted)?.[0] ?? first?.[0];
  return (
    <section
      aria-label={words.settings.tabs.skills}
      className="grid max-w-[880px] grid-cols-[minmax(0,1fr)] gap-4 py-4 text-13"
    >
      <p className="text-n-7">{words.skills.text}</p>
      {agent !== undefined && (
        <>
          <span className="flex items-center gap-2">
            <span aria-hidden="true" className="text-n-7">
              {words.skills.agent}
            </span>
            <Select
              label={words.skills.agent}
              value={agent}
              options={all.map(([id, { name }]) => ({
                value: id,
                name: name === id ? id : `${name} (@${id})`,
              }))}
              onChange={({ target }) => setWanted(target.value)}
            />
          </span>
          <AgentSkills agent={agent} />
        </>
      )}
    </section>
  );
}
