/** What the schema cannot say: the entries of the settings must fit each other. */
import type { ErrorDetail } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "./json-tree.js";

/** Every contradiction between entries; entries of the wrong shape are the schema's to report. */
export function crossChecks(candidate: JsonObject): ErrorDetail[] {
  const agents = isObject(candidate.agents) ? candidate.agents : {};
  const teams = isObject(candidate.teams) ? candidate.teams : {};
  const problems: ErrorDetail[] = [];
  for (const [id, team] of Object.entries(teams)) {
    if (Object.hasOwn(agents, id)) problems.push({ path: `teams.${id}`, message: "an agent has this id" });
    if (isObject(team)) problems.push(...teamProblems(id, team, agents));
  }
  const standard = candidate.default_agent;
  if (typeof standard === "string" && !Object.hasOwn(agents, standard)) {
    problems.push({ path: "default_agent", message: "no agent has this id" });
  }
  return problems;
}

function teamProblems(id: string, team: JsonObject, agents: JsonObject): ErrorDetail[] {
  const members = team.agents;
  if (!Array.isArray(members)) return [];
  const problems: ErrorDetail[] = [];
  members.forEach((member: unknown, index) => {
    if (typeof member !== "string") return;
    const path = `teams.${id}.agents.${index}`;
    if (!Object.hasOwn(agents, member)) problems.push({ path, message: "no agent has this id" });
    if (members.indexOf(member) !== index) problems.push({ path, message: "this member is named twice" });
  });
  const leader = team.leader_agent;
  if (typeof leader === "string" && !members.includes(leader)) {
    problems.push({ path: `teams.${id}.leader_agent`, message: "the leader must be a member" });
  }
  return problems;
}
