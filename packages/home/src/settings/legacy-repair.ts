/**
 * Reads a file of 0.0.20, which validated nothing. What is missing is filled in and saved with the next change. What
 * cannot be used is ignored for as long as it cannot, but stays in the file: an agent that is added later makes its
 * team complete. The schema refuses values of the wrong type: guessing what a person meant would be worse than an error.
 */
import { DEFAULT_PROVIDER, type ErrorDetail, isNameLine } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cloneJson, isObject, type JsonObject } from "./json-tree.js";

/** A part of a file that has no effect now. */
export interface IgnoredPart {
  path: readonly string[];
  message: string;
}

type Ignore = (path: readonly string[], message: string) => void;

/** Fills in the names and providers that are missing, in place. */
export function completeDocument(document: JsonObject): void {
  completeAgents(document);
  if (!isObject(document.teams)) return;
  for (const [id, team] of Object.entries(document.teams)) nameEntry(id, team);
}

/** A copy for the schema without the parts that cannot be used: `null` and references to what is not configured. */
export function toView(document: JsonObject): { view: JsonObject; ignored: IgnoredPart[] } {
  const view = cloneJson(document);
  const ignored: IgnoredPart[] = [];
  const ignore: Ignore = (path, message) => ignored.push({ path, message });
  dropNulls(view);
  dropEntries(view.custom_providers, (id, provider) => {
    if (!isObject(provider) || (provider.api_key ?? "") !== "") return false;
    ignore(["custom_providers", id], "has no api_key and is ignored");
    return true;
  });
  dropEntries(view.teams, (id, team) => {
    if (!isObject(team) || hasMember(team, view.agents)) return false;
    ignore(["teams", id], "has no configured member and is ignored");
    return true;
  });
  withoutStrangers(view, ignore);
  const standard = view.default_agent;
  if (typeof standard === "string" && !has(view.agents, standard)) {
    delete view.default_agent;
    ignore(["default_agent"], "names no configured agent and is ignored");
  }
  return { view, ignored };
}

export function toWarning({ path, message }: IgnoredPart): ErrorDetail {
  return { path: path.join("."), message };
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

function completeAgents(document: JsonObject): void {
  const agents = document.agents;
  if (!isObject(agents)) return;
  const models = document.models;
  const provider = (isObject(models) && models.provider) || DEFAULT_PROVIDER;
  for (const [id, agent] of Object.entries(agents)) {
    nameEntry(id, agent);
    if (isObject(agent)) agent.provider ??= provider;
  }
}

function nameEntry(id: string, entry: unknown): void {
  if (!isObject(entry)) return;
  const name = entry.name ?? "";
  if (typeof name !== "string" || isNameLine(name)) return;
  const line = cleanLine(name);
  entry.name = line === "" ? id : line;
}

/** Leaves out members that are not configured or named twice; a team whose leader is no member gets its first one. */
function withoutStrangers(view: JsonObject, ignore: Ignore): void {
  if (!isObject(view.teams)) return;
  for (const [id, team] of Object.entries(view.teams)) {
    if (!isObject(team) || !Array.isArray(team.agents)) continue;
    const members = knownMembers(view.agents, team.agents, (member) =>
      ignore(["teams", id, "agents"], `member ${JSON.stringify(member)} is not configured and is left out`),
    );
    team.agents = members;
    const [first] = members;
    if (first === undefined || members.includes(team.leader_agent)) continue;
    team.leader_agent = first;
    ignore(["teams", id, "leader_agent"], `is not a member; ${JSON.stringify(first)} leads`);
  }
}

function knownMembers(
  agents: unknown,
  members: readonly unknown[],
  onStranger: (member: string) => void,
): unknown[] {
  return [...new Set(members)].filter((member) => {
    if (typeof member !== "string" || has(agents, member)) return true;
    onStranger(member);
    return false;
  });
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
