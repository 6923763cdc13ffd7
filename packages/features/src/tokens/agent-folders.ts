/**
 * Folders of agents inside one that is closed to all of them: each agent may read the folder of its own name. All of them
 * exist before a run closes them, because a sandbox leaves a file in place of a folder that is missing.
 */
import { join } from "node:path";
import { ensureFolder } from "@tinyagi/home";

export interface AgentFolders {
  toPath(agentId: string): string;
  /** Creates the missing folder of one agent. */
  ensure(agentId: string): Promise<void>;
  /**
   * Creates what is missing, once for each list: the same array costs nothing again.
   *
   * @returns the folders of all agents
   * @throws the error of the file system where something else is in the way
   */
  ensureAll(agentIds: readonly string[]): Promise<readonly string[]>;
}

/** Agents' ids are safe as names of folders. */
export function createAgentFolders(folder: string): AgentFolders {
  let last: { agentIds: readonly string[]; paths: Promise<readonly string[]> } | undefined;
  const toPath = (agentId: string) => join(folder, agentId);

  async function create(agentIds: readonly string[]): Promise<readonly string[]> {
    const paths = agentIds.map(toPath);
    await Promise.all(paths.map(ensureFolder));
    return paths;
  }

  return {
    toPath,
    ensure: (agentId) => ensureFolder(toPath(agentId)),
    async ensureAll(agentIds) {
      if (last?.agentIds !== agentIds) last = { agentIds, paths: create(agentIds) };
      const current = last;
      try {
        return await current.paths;
      } catch (error) {
        if (last === current) last = undefined;
        throw error;
      }
    },
  };
}
