/**
 * Repairs a file of 0.0.20, which validated nothing: adds missing values and removes dangling references, each with a
 * warning. The schema refuses values of the wrong type: guessing what a person meant would be worse than an error.
 */
import { DEFAULT_PROVIDER, type ErrorDetail } from "@tinyagi/contracts";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";

type Warn = (path: readonly string[], message: string) => void;

/** Repairs `document` in place and returns a warning for each thing changed. */
export function repairDocument(document: JsonObject): ErrorDetail[] {
  const warnings: ErrorDetail[] = [];
  const warn: Warn = (path, message) => warnings.push({ path: path.join("."), message });
  fillAgents(document);
  repairTeams(document, warn);
  const standard = document.default_agent;
  if (typeof standard === "string" && !has(document.agents, standard)) {
    delete document.default_agent;
    warn(["default_agent"], "names no configured agent and is ignored");
  }
  return warnings;
}

/**
 * A copy for the schema: omits `null`, custom providers without a key and teams without a member. Unlike a repair, it
 * is never saved to the file.
 */
export function viewOf(document: JsonObject): { view: JsonObject; warnings: ErrorDetail[] } {
  const view = cloneJson(document);
  const warnings: ErrorDetail[] = [];
  dropNulls(view);
  dropEntries(view.custom_providers, (id, provider) => {
    if (!isObject(provider) || (provider.api_key ?? "") !== "") return false;
    warnings.push({ path: `custom_providers.${id}`, message: "has no api_key and is ignored" });
    return true;
  });
  dropEntries(view.teams, (id, team) => {
    if (!isObject(team) || hasMember(team, view.agents)) return false;
    warnings.push({ path: `teams.${id}`, message: "has no configured member and is ignored" });
    return true;
  });
  return { view, warnings };
}

/** Whether the team has a configured member; `true` for members of the wrong shape, which the schema refuses. */
function hasMember(team: JsonObject, agents: unknown): boolean {
  const members = team.agents ?? [];
  return !Array.isArray(members) || members.some((id: unknown) => typeof id !== "string" || has(agents, id));
}

function dropEntries(table: unknown, isDropped: (id: string, entry: unknown) => boolean): void {
  if (!isObject(table)) return;
  for (const [id, entry] of Object.entries(table)) {
    if (isDropped(id, entry)) delete table[id];
  }
}

function fillAgents(document: JsonObject): void {
  const agents = document.agents;
  if (!isObject(agents)) return;
  const models = document.models;
  const provider = (isObject(models) && models.provider) || DEFAULT_PROVIDER;
  for (const [id, agent] of Object.entries(agents)) {
    if (!isObject(agent)) continue;
    if ((agent.name ?? "") === "") agent.name = id;
    agent.provider ??= provider;
  }
}

function repairTeams(document: JsonObject, warn: Warn): void {
  const teams = document.teams;
  if (!isObject(teams)) return;
  for (const [id, team] of Object.entries(teams)) {
    if (!isObject(team)) continue;
    if ((team.name ?? "") === "") team.name = id;
    const members = team.agents ?? [];
    if (!Array.isArray(members)) continue;
    if (!hasMember(team, document.agents)) continue;
    const kept = keptMembers(document, { id, members, warn });
    if (kept.length !== members.length) team.agents = kept;
    repairLeader(team, { id, members: kept, warn });
  }
}

function keptMembers(
  document: JsonObject,
  team: { id: string; members: readonly unknown[]; warn: Warn },
): unknown[] {
  const seen = new Set<unknown>();
  return team.members.filter((member) => {
    if (seen.has(member)) return false;
    seen.add(member);
    if (typeof member !== "string" || has(document.agents, member)) return true;
    team.warn(
      ["teams", team.id, "agents"],
      `member ${JSON.stringify(member)} is not configured and is left out`,
    );
    return false;
  });
}

function repairLeader(
  team: JsonObject,
  context: { id: string; members: readonly unknown[]; warn: Warn },
): void {
  if (context.members.includes(team.leader_agent)) return;
  const first = context.members[0];
  team.leader_agent = first;
  context.warn(["teams", context.id, "leader_agent"], `is not a member; ${JSON.stringify(first)} leads`);
}

function has(table: unknown, id: string): boolean {
  return isObject(table) && Object.hasOwn(table, id);
}

function dropNulls(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(item);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (child === null) delete value[key];
    else dropNulls(child);
  }
}
