/**
 * Checks on the disk where agents work and read their prompts, and where logins are, before settings are saved. Only new and changed places
 * are checked, so that an old one does not block other changes; each use of a place checks it again.
 */
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import { type Homes, resolveWorkspacePath } from "../workspace/path-policy.js";
import { assertPromptFile } from "../workspace/prompt-file.js";
import { workspaceRoot } from "../workspace/workspaces.js";
import { checkLoginPlaces } from "./login-places.js";

/** @throws AppError `PATH_REFUSED` with the reason */
export async function checkPlaces(before: Settings, after: Settings, homes: Homes): Promise<void> {
  const root = workspaceRoot(after, homes.userHome);
  await checkLoginPlaces(before, after, homes.userHome);
  const hasMoved = root !== workspaceRoot(before, homes.userHome);
  for (const [agentId, agent] of Object.entries(after.agents)) {
    const stored = Object.hasOwn(before.agents, agentId) ? before.agents[agentId] : undefined;
    // Agents without a configured directory move with the workspace.
    if (!hasMoved && stored !== undefined && isSamePlace(stored, agent)) continue;
    const { working_directory: directory, prompt_file: file } = agent;
    const workspace = await resolveWorkspacePath({ ...homes, root, agentId, directory });
    if (file !== undefined) await assertPromptFile(file, { ...homes, workspace });
  }
}

function isSamePlace(left: AgentConfig, right: AgentConfig): boolean {
  return left.working_directory === right.working_directory && left.prompt_file === right.prompt_file;
}
