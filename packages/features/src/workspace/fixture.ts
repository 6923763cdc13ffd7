/** The workspaces of agents in a folder of a test. For tests only: imported by nothing that ships. */
import { join } from "node:path";
import { SILENT_LOG } from "@tinyagi/base";
import type { WorkspaceOf } from "@tinyagi/contracts";
import type { Workspaces } from "@tinyagi/home";
import { createLocalWorkspaces, type LocalWorkspaces } from "./local-workspace.js";

/** What every one of them has; `options` change it. */
export function localWorkspaces(
  folder: string,
  options: Partial<LocalWorkspaces> & Pick<LocalWorkspaces, "workspaces">,
): WorkspaceOf {
  return createLocalWorkspaces({
    git: { scratch: folder, path: process.env.PATH ?? "" },
    filesOut: folder,
    filesIn: folder,
    homes: { home: join(folder, "no-home"), userHome: join(folder, "no-user") },
    log: SILENT_LOG,
    ...options,
  });
}

/** All agents work in the same folder, which exists. */
export function oneWorkspace(folder: string): WorkspaceOf {
  const workspaces: Workspaces = {
    root: () => folder,
    toPath: async () => folder,
    ensure: async () => folder,
    readText: async () => null,
    writeText: async () => {},
  };
  return localWorkspaces(folder, { workspaces });
}
