/**
 * The control messages of Claude Code's `stream-json` input, as far as TinyAGI uses them. Pure. Seen with 2.1.197: a request of
 * an unknown kind is answered with an error, each turn begins with a line `system/init`, and `interrupt` ends a running command. A text during a turn reaches the model after
 * the next tool, or else begins a turn of its own; its line `user` says so beforehand, with `--replay-user-messages`.
 */

import { parseJsonLine, toObject } from "../cli/json-line.js";
import { MCP_SERVER } from "../cli/mcp.js";
import type { KeptProtocol } from "../process/kept-contract.js";

const HELLO_ID = "tinyagi-hello";

/**
 * How a kept claude is opened and interrupted.
 *
 * @param waiting texts that claude has not begun with. It drops them before it is interrupted, or it would begin with them then
 */
export const claudeProtocol = (waiting: () => readonly string[]): KeptProtocol => ({
  hello: controlLine(HELLO_ID, { subtype: "initialize" }),
  isOpen: (line) => answerTo(HELLO_ID, line) !== undefined,
  isForeign(line) {
    const entry = parseJsonLine(line);
    return entry?.type === "assistant" || (entry?.type === "result" && entry.is_error !== true);
  },
  beginsTurn(line) {
    const entry = parseJsonLine(line);
    return entry?.type === "system" && entry.subtype === "init";
  },
  interrupt: () =>
    waiting().map(dropLine).join("") + controlLine("tinyagi-interrupt", { subtype: "interrupt" }),
});

/** The cheapest question. @param id differs from that of every other question to this program */
export function pingLine(id: string): string {
  return controlLine(id, { subtype: "mcp_status" });
}

/** Lets claude list the tools of TinyAGI again. */
export function refreshLine(id: string): string {
  return controlLine(id, { subtype: "mcp_reconnect", serverName: MCP_SERVER });
}

function dropLine(uuid: string): string {
  return controlLine("tinyagi-drop", { subtype: "cancel_async_message", message_uuid: uuid });
}

/** Whether a line answers a request, and how. */
export function answerTo(id: string, line: string): "success" | "error" | undefined {
  const entry = parseJsonLine(line);
  const response = entry?.type === "control_response" ? toObject(entry.response) : undefined;
  if (response?.request_id !== id) return undefined;
  return response.subtype === "success" ? "success" : "error";
}

/** Says that a request of the program is not known here, so that it does not wait. */
export function refusalLine(id: string): string {
  const response = { subtype: "error", request_id: id, error: "TinyAGI does not know this request." };
  return `${JSON.stringify({ type: "control_response", response })}\n`;
}

function controlLine(id: string, request: object): string {
  return `${JSON.stringify({ type: "control_request", request_id: id, request })}\n`;
}
