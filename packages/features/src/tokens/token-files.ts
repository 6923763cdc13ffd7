/**
 * The files that hand a run's token to its agent: the token, and the same as a header line for `curl -H @file`. A run gets a
 * pair of its own. Later runs of the agent overwrite it: creating and deleting two files for each run cost a fifth of the
 * daemon's processor time. So a file holds a worthless token between two runs.
 */
import { join } from "node:path";
import { errorCode, overwriteOwnFile } from "@tinyagi/base";
import type { AgentFolders } from "./agent-folders.js";

export interface TokenPair {
  /** Path of the file with the token. */
  readonly file: string;
  /** Path of the file with the header line. */
  readonly header: string;
  /** Lets another run use the files. Call it once, when the token is worthless. */
  free(): void;
}

export interface TokenFiles {
  /** @throws the error of the file system */
  write(agentId: string, token: string): Promise<TokenPair>;
}

export function createTokenFiles(folders: Pick<AgentFolders, "toPath" | "ensure">): TokenFiles {
  const slots = createSlots();
  return {
    async write(agentId, token) {
      const slot = slots.take(agentId);
      const path = join(folders.toPath(agentId), String(slot));
      const pair = {
        file: `${path}.token`,
        header: `${path}.header`,
        free: () => slots.free(agentId, slot),
      };
      try {
        const write = () => {
          overwriteOwnFile(pair.file, token);
          overwriteOwnFile(pair.header, `Authorization: Bearer ${token}\n`);
        };
        await repairing(write, () => folders.ensure(agentId));
      } catch (error) {
        pair.free();
        throw error;
      }
      return pair;
    },
  };
}

/** The lowest numbers that no run of the agent uses, so that there are as many files as the agent ever had runs at once. */
function createSlots() {
  const used = new Map<string, Set<number>>();
  return {
    take(agentId: string): number {
      const numbers = used.get(agentId) ?? new Set();
      let slot = 1;
      while (numbers.has(slot)) slot += 1;
      used.set(agentId, numbers.add(slot));
      return slot;
    },
    free(agentId: string, slot: number): void {
      const numbers = used.get(agentId);
      numbers?.delete(slot);
      if (numbers?.size === 0) used.delete(agentId);
    },
  };
}

/** The folder may be gone, or a sandbox may have left a file in its place: then `repair` comes between two tries. */
async function repairing(write: () => void, repair: () => Promise<void>): Promise<void> {
  try {
    write();
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(error))) throw error;
    await repair();
    write();
  }
}
