/**
 * Where agents work and read their prompts, looked at before settings are saved: a place that is refused must not stand in them afterwards.
 * Only places that are new or changed are looked at, so that an old one never stands in the way of another change;
 * each use of a place checks it again.
 */
import { isEntityId, type Settings } from "@tinyagi/contracts";
import { assertPromptFile, resolveWorkspacePath, workspaceRoot } from "@tinyagi/core";
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
  const moved = root !== workspaceRoot(current, userHome);
  // Agents that are not named stay, but where the workspace moves they move with it.
  const agents = wanted.agents === undefined && moved ? current.agents : wanted.agents;
  if (!isObject(agents)) return;
  for (const [agentId, agent] of Object.entries(agents)) {
    const [directory, file] = [textOf(agent, "working_directory"), textOf(agent, "prompt_file")];
    const stored = Object.hasOwn(current.agents, agentId) ? current.agents[agentId] : undefined;
    const isSame = stored?.working_directory === directory && stored?.prompt_file === file;
    if (!moved && stored !== undefined && isSame) continue;
    // An id that cannot be is for the schema to refuse.
    if (!isEntityId(agentId)) continue;
    const place = await resolveWorkspacePath({ root, agentId, directory, home, userHome });
    if (file !== undefined) await assertPromptFile(file, { workspace: place, home, userHome });
  }
}

/** Where an agent works that names no place of its own. */
export function defaultPlaceOf(agentId: string, { daemon, settings }: Parts): string {
  return `${workspaceRoot(settings.current(), daemon.userHome)}/${agentId}`;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(agent: unknown, field: "working_directory" | "prompt_file"): string | undefined {
  const value = isObject(agent) ? agent[field] : undefined;
  return typeof value === "string" ? value : undefined;
}

function pathIn(workspace: unknown): Settings["workspace"] {
  const path = isObject(workspace) ? workspace.path : undefined;
  return typeof path === "string" && path !== "" ? { path } : {};
}
