/**
 * Gives a workspace what an agent expects to find. It only adds: nothing that exists is overwritten, replaced or
 * deleted, whatever its kind, and nothing is created through a link an agent may have laid.
 */
import { mkdir, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, makeDirectory, openFolderBelow, type PinnedFolder, writeFileAtomic } from "@tinyagi/base";
import type { AgentConfig } from "@tinyagi/contracts";
import { resolveWorkspacePath, type WorkspaceRequest } from "./path-policy.js";
import { STARTER_FILES, starterTexts } from "./starter-text.js";

const DIRECTORIES = [".tinyagi", ".agents", ".agents/skills", ".claude", "memory"] as const;
const SKILLS_LINK = ".claude/skills";
const SKILLS_TARGET = "../.agents/skills";

export interface Provisioning {
  workspaceRoot: string;
  agentId: string;
  agent: Pick<AgentConfig, "name" | "role" | "working_directory">;
  home: string;
  userHome: string;
}

/**
 * Creates the agent's directory and its files where they are missing.
 *
 * @returns the real path of the workspace
 * @throws AppError `PATH_REFUSED`; the error of the file system when the directory cannot be made
 */
export async function provisionWorkspace(options: Provisioning): Promise<string> {
  const request: WorkspaceRequest = {
    root: options.workspaceRoot,
    agentId: options.agentId,
    directory: options.agent.working_directory,
    home: options.home,
    userHome: options.userHome,
  };
  await makeDirectory(await resolveWorkspacePath(request));
  const workspace = await resolveWorkspacePath(request);
  for (const directory of DIRECTORIES) await addDirectory(workspace, directory);
  const texts = starterTexts(options.agentId, options.agent);
  for (const file of STARTER_FILES) {
    await addEntry(workspace, file, (path) =>
      writeFileAtomic({ path, data: texts[file], mode: 0o644, keepExisting: true }),
    );
  }
  await addEntry(workspace, SKILLS_LINK, (path) => symlink(SKILLS_TARGET, path));
  return workspace;
}

async function addDirectory(workspace: string, name: string): Promise<void> {
  await addEntry(workspace, name, (path) => mkdir(path));
}

/** Adds an entry whose parents are real directories of the workspace; an entry that is there stays as it is. */
async function addEntry(
  workspace: string,
  name: string,
  create: (path: string) => Promise<unknown>,
): Promise<void> {
  const parent = await openParent(workspace, name);
  if (parent === null) return;
  try {
    await create(join(parent.path, basename(name)));
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    await parent.close();
  }
}

/** Null when a link or a file stands in its place. */
async function openParent(workspace: string, name: string): Promise<PinnedFolder | null> {
  try {
    return await openFolderBelow(workspace, dirname(join(workspace, name)));
  } catch (error) {
    if (errorCode(error) === "ENOTDIR" || errorCode(error) === "ELOOP") return null;
    throw error;
  }
}
