/** Resolves files that leave the daemon: those of agents in their workspace, those of the operator in the files folder. */
import { join } from "node:path";
import { resolveOutgoingFile } from "@tinyagi/base";
import { type FileWhy, isAppError, type WorkspaceOf } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import type { Services } from "@tinyagi/server";

export function createFileResolver(options: {
  paths: Pick<HomePaths, "filesOut">;
  workspaceOf: WorkspaceOf;
}): Services["resolveFile"] {
  const { workspaceOf } = options;
  const { filesOut } = options.paths;
  return async (agentId, requested) => {
    if (agentId === null) return resolveOutgoingFile({ requested, workspace: filesOut, filesOut });
    const sent = await workspaceOf(agentId).sendFile({ requested }).catch(leftThere);
    return sent.ok ? { ok: true, path: join(filesOut, sent.copy) } : sent;
  };
}

/** An answer does not wait for a machine that went away, and its run is not repeated for a file. */
function leftThere(error: unknown): { ok: false; why: FileWhy } {
  if (isAppError(error, "PLACE_OFFLINE")) return { ok: false, why: { code: "file", refusal: "offline" } };
  throw error;
}
