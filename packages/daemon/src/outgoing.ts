/**
 * Resolves files that leave the daemon: those of agents in their workspace, those of the operator in the files
 * folder.
 */

import { resolveOutgoingFile } from "@tinyagi/base";
import type { HomePaths, Workspaces } from "@tinyagi/home";
import type { Services } from "@tinyagi/server";

export function createFileResolver(options: {
  paths: HomePaths;
  workspaces: Pick<Workspaces, "toPath">;
}): Services["resolveFile"] {
  const { paths, workspaces } = options;
  return async (agentId, requested) =>
    resolveOutgoingFile({
      requested,
      workspace: agentId === null ? paths.filesOut : await workspaces.toPath(agentId),
      filesOut: paths.filesOut,
    });
}
