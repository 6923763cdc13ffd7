/**
 * The one place that says where an agent's workspace is: on this machine, or on the machine that the agent has as its
 * place. While that machine cannot be reached, each operation fails with `PLACE_OFFLINE`, and nothing else does.
 */
import { createWorkspaceProxy, placeOffline, type WorkspaceOf, type WorkspacePort } from "@tinyagi/contracts";

import { withFetchedCopies } from "./sent-copies.js";

export interface WorkspacePlaces {
  /** Those of this machine. */
  local: WorkspaceOf;
  /** The machine of an agent; undefined for this one. Default: always this one. */
  placeOf?: (agentId: string) => string | undefined;
  /** An agent's workspace on another machine; undefined while that cannot be reached. Default: none can. */
  remote?: (place: string, agentId: string) => WorkspacePort | undefined;
  /** Where copies of files that agents send arrive, from other machines too. */
  filesOut: string;
}

const OFFLINE = createWorkspaceProxy(() => Promise.reject(placeOffline()));

/** Ask for a port with each operation: an agent can move between two of them. */
export function createWorkspaceOf({ local, placeOf, remote, filesOut }: WorkspacePlaces): WorkspaceOf {
  return (agentId) => {
    const place = placeOf?.(agentId);
    if (place === undefined) return local(agentId);
    const there = remote?.(place, agentId);
    return there === undefined ? OFFLINE : withFetchedCopies(there, filesOut);
  };
}
