/**
 * MCP servers that a person or a project configured for Claude Code. Agents do not use them: Claude Code is started with
 * TinyAGI's own server only, because an agent can write its workspace. They must not vanish in silence. Only reads.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { foreignServers, type Settings } from "@tinyagi/contracts";

/** A larger file is none of settings. */
const FILE_MAX_BYTES = 32 * 1_024 * 1_024;

interface UnusedServers {
  readonly file: string;
  readonly ids: readonly string[];
  /** Then an agent can have written it: it is no file to take servers from unseen. */
  readonly inWorkspace: boolean;
}

/** @param places the home of the user, and workspaces of agents */
export async function unusedMcpServers(
  { mcp_servers: known }: Pick<Settings, "mcp_servers">,
  { userHome, workspaces }: { userHome: string; workspaces: readonly string[] },
): Promise<UnusedServers[]> {
  const own = join(userHome, ".claude.json");
  const files = [own, ...workspaces.map((folder) => join(folder, ".mcp.json"))];
  const found = await Promise.all(
    [...new Set(files)].map(async (file) => ({
      file,
      ids: unusedIds({ mcp_servers: known }, await readIfThere(file)),
      inWorkspace: file !== own,
    })),
  );
  return found.filter(({ ids }) => ids.length > 0);
}

/** The servers that a file of Claude Code configures and TinyAGI does not have. */
export function unusedIds({ mcp_servers: known }: Pick<Settings, "mcp_servers">, text: string): string[] {
  const { servers, left } = foreignServers(toJson(text));
  // What cannot be taken is not used either.
  const others = left.filter(({ reason }) => reason !== "unusable").map(({ name }) => name.toLowerCase());
  return [...new Set([...servers.map(({ id }) => id), ...others])].filter((id) => !Object.hasOwn(known, id));
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A damaged file configures no server.
    return undefined;
  }
}

/** Empty for a file that is missing or not readable: it configures no server. */
async function readIfThere(file: string): Promise<string> {
  try {
    // An agent may have put a pipe there, which nobody ever writes to.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const info = await handle.stat();
      return info.isFile() && info.size <= FILE_MAX_BYTES ? await handle.readFile("utf8") : "";
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
