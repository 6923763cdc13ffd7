/**
 * The tools of TinyAGI for a run, with the rights of its token: called in this process where the daemon is in it, else over
 * HTTP. An agent works without them, too.
 */
import {
  connectMcpTools,
  createMcpTools,
  type ListedMcpTool,
  type McpCallResult,
  type McpTools,
} from "@tinyagi/agents";
import type { HarnessContext, HarnessMcp, HarnessRequest } from "@tinyagi/contracts";
import { MCP_SERVER } from "../cli/mcp.js";

/** The tools of the daemon in this process. They check the token at each call. */
export interface OwnToolServer {
  list(token: string, signal: AbortSignal): Promise<readonly ListedMcpTool[]>;
  call(call: { token: string; name: string; input: unknown; signal: AbortSignal }): Promise<McpCallResult>;
}

/** Undefined as long as the daemon does not serve. */
export type FindOwnTools = () => OwnToolServer | undefined;

/** Reports what cannot be reached as an event. */
export async function openOwnTools(
  { mcp }: Pick<HarnessRequest, "mcp">,
  { signal, onEvent }: Pick<HarnessContext, "signal" | "onEvent">,
  find: FindOwnTools = () => undefined,
): Promise<McpTools | undefined> {
  if (mcp === undefined) return undefined;
  const here = find();
  try {
    return here === undefined ? await overHttp(mcp) : await inProcess(mcp, { server: here, signal });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent({
      type: "error",
      class: "transient",
      message: `the tools of TinyAGI cannot be reached: ${reason}`,
    });
    return undefined;
  }
}

const PREFIX = `${MCP_SERVER}_`;

function overHttp({ url, token }: HarnessMcp): Promise<McpTools> {
  return connectMcpTools({ url, headers: { authorization: `Bearer ${token}` }, prefix: PREFIX });
}

async function inProcess(
  { token }: HarnessMcp,
  { server, signal: ended }: { server: OwnToolServer; signal: AbortSignal },
): Promise<McpTools> {
  return createMcpTools({
    tools: await server.list(token, ended),
    ask: (name, input, signal) => server.call({ token, name, input, signal }),
    prefix: PREFIX,
  });
}
