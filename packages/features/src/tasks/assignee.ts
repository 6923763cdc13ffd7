/** Who a task is assigned to: an agent or a team that exists at that time, and may be deleted later. */
import { AppError, type Settings } from "@tinyagi/contracts";
import type { TaskRow } from "@tinyagi/kernel";

type Entities = Pick<Settings, "agents" | "teams">;
export type Assignee = Pick<TaskRow, "assignee" | "assignee_type">;

/** @throws AppError `UNKNOWN_AGENT` when there is no agent or team of that name (and type) */
export function findAssignee(
  entities: Entities,
  wanted: { assignee: string; type: TaskRow["assignee_type"] },
): Assignee {
  if (wanted.assignee === "") return { assignee: "", assignee_type: "" };
  const types = wanted.type === "" ? (["agent", "team"] as const) : [wanted.type];
  for (const assignee_type of types)
    if (exists(entities, { assignee: wanted.assignee, assignee_type }))
      return { assignee: wanted.assignee, assignee_type };
  const what = wanted.type === "" ? "agent or team" : wanted.type;
  throw new AppError("UNKNOWN_AGENT", `There is no ${what} with the id of this assignee.`, {
    details: [{ path: "assignee", message: `is not an existing ${what}` }],
  });
}

/** Whether a task has an assignee that no longer exists. */
export function isMissing(entities: Entities, card: Assignee): boolean {
  return card.assignee !== "" && !exists(entities, card);
}

/** Whether a task is assigned to the agent, or to a team it is in. */
export function isAssignedTo(entities: Entities, card: Assignee, agentId: string): boolean {
  if (card.assignee_type === "agent") return card.assignee === agentId;
  const { teams } = entities;
  if (card.assignee_type !== "team" || !Object.hasOwn(teams, card.assignee)) return false;
  return teams[card.assignee]?.agents.includes(agentId) === true;
}

function exists({ agents, teams }: Entities, card: Assignee): boolean {
  return Object.hasOwn(card.assignee_type === "team" ? teams : agents, card.assignee);
}
