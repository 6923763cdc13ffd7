/**
 * Where agents work, looked at before settings are saved: a place that is refused must not stand in them afterwards.
 * Only places that are new or changed are looked at, so that an old one never stands in the way of another change;
 * each use of a place checks it again.
 */
import { isEntityId, type Settings } from "@tinyagi/contracts";
import { resolveWorkspacePath, workspaceRoot } from "@tinyagi/core";
import type { Services } from "./services.js";

export type Json = Readonly<Record<string, unknown>>;
type Parts = Pick<Services, "daemon" | "settings">;

/** Settings as somebody wants them, not validated yet. */
export interface WantedPlaces {
  /** `workspace`; absent = as it is. */
  workspace?: unknown;
  /** `agents` by id; others are not looked at. */
  agents?: unknown;
}

/** @throws AppError `PATH_REFUSED` with the reason */
export async function assertPlaces(wanted: WantedPlaces, { daemon, settings }: Parts): Promise<void> {
  const { userHome, home } = daemon;
  const current = settings.current();
  const workspace = wanted.workspace === undefined ? current.workspace : pathIn(wanted.workspace);
  const root = workspaceRoot({ ...current, workspace }, userHome);
  if (!isObject(wanted.agents)) return;
  const moved = root !== workspaceRoot(current, userHome);
  for (const [agentId, agent] of Object.entries(wanted.agents)) {
    const given = isObject(agent) ? agent.working_directory : undefined;
    const directory = typeof given === "string" ? given : undefined;
    const stored = Object.hasOwn(current.agents, agentId) ? current.agents[agentId] : undefined;
    if (!moved && stored !== undefined && stored.working_directory === directory) continue;
    // An id that cannot be is for the schema to refuse.
    if (isEntityId(agentId)) await resolveWorkspacePath({ root, agentId, directory, home, userHome });
  }
}

/** Where an agent works that names no place of its own. */
export function defaultPlaceOf(agentId: string, { daemon, settings }: Parts): string {
  return `${workspaceRoot(settings.current(), daemon.userHome)}/${agentId}`;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pathIn(workspace: unknown): Settings["workspace"] {
  const path = isObject(workspace) ? workspace.path : undefined;
  return typeof path === "string" && path !== "" ? { path } : {};
}
