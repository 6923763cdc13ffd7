/**
 * Renames the ids of an old file that the id pattern does not admit, everywhere they are referenced. The same
 * file is always renamed the same way. Only ids change: no entry is dropped or merged.
 */
import { isEntityId } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "./json-tree.js";

export type IdKind = "agent" | "team" | "provider";

/** An id of the file that had to be changed. */
export interface RenamedId {
  kind: IdKind;
  from: string;
  to: string;
}

const ID_MAX = 32;
const FALLBACK: Readonly<Record<IdKind, string>> = { agent: "agent", team: "team", provider: "provider" };
/** A name that was safe as a directory below the workspace, and so may hold the agent's files. */
const DIRECTORY_NAME = /^(?!\.{1,2}$)[^/\\\p{Cc}]{1,200}$/u;

/** Renames in place. Agents and teams share one name space: of two that collide the team is renamed. */
export function normaliseIds(document: JsonObject): RenamedId[] {
  const taken = new Set<string>();
  const agents = renameKeys(document, { key: "agents", kind: "agent", taken });
  const teams = renameKeys(document, { key: "teams", kind: "team", taken });
  const providers = renameKeys(document, { key: "custom_providers", kind: "provider", taken: new Set() });
  keepDirectories(document, agents);
  renameReferences(document, { agents, teams, providers });
  return [
    ...listEntries("agent", agents),
    ...listEntries("team", teams),
    ...listEntries("provider", providers),
  ];
}

/** Lower case, only a-z, 0-9, _ and -, starting with a letter, at most 32 characters. */
export function cleanId(id: string, kind: IdKind): string {
  const cleaned = id
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, ID_MAX)
    .replace(/[-_]+$/, "");
  return cleaned === "" ? FALLBACK[kind] : cleaned;
}

function renameKeys(
  document: JsonObject,
  table: { key: string; kind: IdKind; taken: Set<string> },
): Map<string, string> {
  const entries = document[table.key];
  const renamed = new Map<string, string>();
  if (!isObject(entries)) return renamed;
  const ids = Object.keys(entries);
  const isKept = (id: string): boolean => isEntityId(id) && !table.taken.has(id);
  const kept = ids.filter(isKept);
  const targets = new Map(kept.map((id) => [id, id]));
  const taken = new Set([...table.taken, ...kept]);
  for (const id of ids.filter((candidate) => !targets.has(candidate))) {
    const to = uniqueId(cleanId(id, table.kind), table.kind, taken);
    taken.add(to);
    targets.set(id, to);
    renamed.set(id, to);
  }
  if (renamed.size > 0) replaceEntries(entries, targets);
  for (const id of taken) table.taken.add(id);
  return renamed;
}

/** Keeps the order of the file. */
function replaceEntries(entries: JsonObject, targets: ReadonlyMap<string, string>): void {
  const values = Object.entries(entries);
  for (const [id] of values) delete entries[id];
  for (const [id, value] of values) entries[targets.get(id) ?? id] = value;
}

function uniqueId(base: string, kind: IdKind, taken: ReadonlySet<string>): string {
  const isFree = (id: string): boolean => isEntityId(id) && !taken.has(id);
  if (isFree(base)) return base;
  const named = `${base.slice(0, ID_MAX - kind.length - 1)}-${kind}`;
  if (isFree(named)) return named;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = base.slice(0, ID_MAX - suffix.length) + suffix;
    if (isFree(candidate)) return candidate;
  }
}

/** An agent without a configured directory worked in `<workspace>/<old id>`: sets that, so that it keeps its files. */
function keepDirectories(document: JsonObject, renamed: ReadonlyMap<string, string>): void {
  const agents = document.agents;
  if (!isObject(agents)) return;
  for (const [from, to] of renamed) {
    const agent = agents[to];
    if (!isObject(agent) || typeof agent.working_directory === "string") continue;
    if (DIRECTORY_NAME.test(from)) agent.working_directory = from;
  }
}

interface Renames {
  agents: ReadonlyMap<string, string>;
  teams: ReadonlyMap<string, string>;
  providers: ReadonlyMap<string, string>;
}

function renameReferences(document: JsonObject, renames: Renames): void {
  const { agents, teams } = renames;
  const agentOrTeam = (id: string): string => agents.get(id) ?? teams.get(id) ?? id;
  renameString(document, "default_agent", (id) => agents.get(id) ?? id);
  for (const agent of listValues(document.agents)) renameProvider(agent, renames.providers);
  for (const team of listValues(document.teams)) {
    renameString(team, "leader_agent", (id) => agents.get(id) ?? id);
    const members = team.agents;
    if (Array.isArray(members)) {
      team.agents = members.map((id: unknown) => (typeof id === "string" ? (agents.get(id) ?? id) : id));
    }
  }
  const channels = document.channels;
  const defaults = isObject(channels) ? channels.defaults : undefined;
  if (!isObject(defaults)) return;
  for (const [sender, choice] of Object.entries(defaults)) {
    if (typeof choice === "string") defaults[sender] = agentOrTeam(choice);
    else if (isObject(choice)) renameString(choice, "agentId", agentOrTeam);
  }
}

function renameProvider(agent: JsonObject, providers: ReadonlyMap<string, string>): void {
  renameString(agent, "provider", (provider) => {
    const to = provider.startsWith("custom:") ? providers.get(provider.slice("custom:".length)) : undefined;
    return to === undefined ? provider : `custom:${to}`;
  });
}

function renameString(target: JsonObject, key: string, rename: (value: string) => string): void {
  const value = target[key];
  if (typeof value === "string") target[key] = rename(value);
}

function listValues(table: unknown): JsonObject[] {
  return isObject(table) ? Object.values(table).filter(isObject) : [];
}

function listEntries(kind: IdKind, renamed: ReadonlyMap<string, string>): RenamedId[] {
  return [...renamed].map(([from, to]) => ({ kind, from, to }));
}
