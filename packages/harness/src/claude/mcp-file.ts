/**
 * The MCP configuration of one run of claude. It holds the run's token, so it lies beside the token's own file, in the
 * folder that only this agent may read. Like that file, a later run of the agent overwrites it; between two runs it holds
 * a worthless token.
 */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { HarnessMcp } from "@tinyagi/contracts";
import { MCP_SERVER } from "../cli/mcp.js";

const PRIVATE_FILE = 0o600;
/** Never through a link, and a pipe in the place of the file must not stop the daemon. */
const FLAGS =
  constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @returns the path. @throws the error of the file system */
export function writeMcpFile({ url, token, tokenFile }: HarnessMcp): string {
  const path = `${tokenFile}.mcp.json`;
  const server = { type: "http", url, headers: { Authorization: `Bearer ${token}` } };
  const file = openSync(path, FLAGS, PRIVATE_FILE);
  try {
    writeSync(file, JSON.stringify({ mcpServers: { [MCP_SERVER]: server } }));
  } finally {
    closeSync(file);
  }
  return path;
}
