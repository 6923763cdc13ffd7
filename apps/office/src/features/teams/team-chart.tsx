/** Who reports to whom: leaders to you, members to the leader of their team. */
"use client";
import { useDroppable } from "@dnd-kit/core";
import { useLanes } from "../../lib/queries";
import { words } from "../../locale/words";
import { YourFace } from "../../ui/face";
import { Unread } from "../../ui/unread";
import { Member, type Shared, TeamSection } from "./team-section";
import { buildOrg, isCrowded, listMembers, type OrgNode } from "./team-state";

export function Chart(shared: Shared) {
  const lanes = useLanes();
  const { setNodeRef, isOver } = useDroppable({ id: "you", data: { to: "", onHead: false } });
  return (
    <>
      <div
        ref={setNodeRef}
        className={`flex min-h-14 items-center gap-3 border-b border-n-5 py-3 text-12 text-n-7 ${isOver ? "bg-accent-soft" : ""}`}
      >
        <YourFace size={24} />
        {words.teams.legend}
      </div>
      <Unread what={words.teams.theLoad} of={[lanes]} />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(290px,1fr))] items-start gap-x-5">
        {buildOrg(shared.teams).map((node) => (
          <Branch key={node.team} node={node} shared={shared} />
        ))}
      </div>
    </>
  );
}

/** A team: its leader, below it the members, below a member the teams that it leads. Many members stand side by side. */
function Branch({ node, shared }: { node: OrgNode; shared: Shared }) {
  const { team, below } = node;
  const config = shared.teams[team];
  if (config === undefined) return null;
  const [leader = "", ...others] = listMembers(config);
  const isWide = isCrowded(shared.teams, node);
  // What hangs below a member needs the width: those who lead nothing stand together, above them.
  const together = isWide ? others.filter((agent) => !below.has(agent)) : [];
  const single = isWide ? others.filter((agent) => below.has(agent)) : others;
  return (
    <TeamSection id={team} isWide={isWide} {...shared}>
      <div className={isWide ? "max-w-[420px]" : ""}>
        <Member agent={leader} team={team} shared={shared} />
      </div>
      {together.length > 0 && (
        <ul className="ml-4 grid grid-cols-[repeat(auto-fill,minmax(208px,1fr))] gap-2 border-l border-n-5 pt-2 pl-3 max-md:ml-2 max-md:grid-cols-2 max-md:pl-2">
          {together.map((agent) => (
            <li key={agent} className="min-w-0">
              <Member agent={agent} team={team} shared={shared} />
            </li>
          ))}
        </ul>
      )}
      <ul className="ml-4 border-l border-n-5 pl-3">
        {single.map((agent) => (
          <li
            key={agent}
            className="relative pt-2 before:absolute before:top-9 before:-left-3 before:h-px before:w-3 before:bg-n-5"
          >
            {below.has(agent) ? null : <Member agent={agent} team={team} shared={shared} />}
            {(below.get(agent) ?? []).map((child) => (
              <Branch key={child.team} node={child} shared={shared} />
            ))}
          </li>
        ))}
      </ul>
    </TeamSection>
  );
}
