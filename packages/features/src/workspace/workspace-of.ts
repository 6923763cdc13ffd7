/**
 * The one place that says where an agent's workspace is: on this machine, or on the machine that the agent has as its
 * place. While that machine cannot be reached, each operation fails with `PLACE_OFFLINE`, and nothing else does.
 */
import {
  AppError,
  createWorkspaceProxy,
  placeOffline,
  type WorkspaceOf,
  type WorkspacePort,
} from "@tinyagi/contracts";

import { withFetchedCopies } from "./sent-copies.js";

export interface WorkspacePlaces {
  /** Those of this machine. */
  local: WorkspaceOf;
  /** The machine of an agent; undefined for this one. Default: always this one. */
  placeOf?: (agentId: string) => string | undefined;
  /** An agent's workspace on another machine; undefined while that cannot be reached. Default: none can. */
  remote?: (place: string, agentId: string) => WorkspacePort | undefined;
  /** Whether an agent is being copied to another machine, so that nothing of it may change. Default: none is. */
  isFrozen?: (agentId: string) => boolean;
  /** Where copies of files that agents send arrive, from other machines too. */
  filesOut: string;
}

const OFFLINE = createWorkspaceProxy(() => Promise.reject(placeOffline()));

/** Ask for a port with each operation: an agent can move between two of them. */
export function createWorkspaceOf(places: WorkspacePlaces): WorkspaceOf {
  const { local, placeOf, remote, isFrozen, filesOut } = places;
  const at = (agentId: string): WorkspacePort => {
    const place = placeOf?.(agentId);
    if (place === undefined) return local(agentId);
    const there = remote?.(place, agentId);
    return there === undefined ? OFFLINE : withFetchedCopies(there, filesOut);
  };
  return (agentId) => (isFrozen?.(agentId) === true ? { ...at(agentId), ...FROZEN } : at(agentId));
}

const refuse = () => Promise.reject(moving());

/** What would change files that are on their way to another machine. */
const FROZEN = {
  prepare: refuse,
  preparePrompt: refuse,
  writeText: refuse,
  writeNote: refuse,
  removeNote: refuse,
  placeSkill: refuse,
  removeSkill: refuse,
  makeNodePlace: refuse,
  releaseNodePlace: refuse,
} satisfies Partial<WorkspacePort>;

function moving(): AppError {
  return new AppError(
    "PLACE_OFFLINE",
    "This agent is being moved to another machine. Try again when it is there: tinyagi agent move",
  );
}
