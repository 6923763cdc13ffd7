/**
 * The MCP configuration of one run of claude. It holds the run's token, so it lies beside the token's own file, in the
 * folder that only this agent may read. Like that file, a later run of the agent overwrites it; between two runs it holds
 * a worthless token.
 */

import { overwriteOwnFile } from "@tinyagi/base";
import type { HarnessMcp } from "@tinyagi/contracts";
import { MCP_SERVER } from "../cli/mcp.js";

/** @returns the path. @throws the error of the file system */
export function writeMcpFile({ url, token, tokenFile }: HarnessMcp): string {
  const path = `${tokenFile}.mcp.json`;
  const server = { type: "http", url, headers: { Authorization: `Bearer ${token}` } };
  overwriteOwnFile(path, JSON.stringify({ mcpServers: { [MCP_SERVER]: server } }));
  return path;
}
