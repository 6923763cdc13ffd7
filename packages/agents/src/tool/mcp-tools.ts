/**
 * The tools of an MCP server as tools of an agent. The server's texts are data: a name that no provider takes is refused, a
 * result is cut like that of every tool, and a failed call is an error result that the model reads.
 */
import { AppError } from "@tinyagi/contracts";
import { jsonSchema } from "ai";
import { type AgentTool, checkToolName } from "./tool.js";

/** Longest wait for one call, if the run has no shorter limit. */
const CALL_TIMEOUT_MS = 24 * 3_600_000;

/** Which server, and as whom. */
export interface McpServerOptions {
  /** Address of a server that speaks streamable HTTP. */
  readonly url: string;
  /** Sent with every request, for example `Authorization`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Before the name of each tool, so that the tools of several servers differ. Default: nothing. */
  readonly prefix?: string;
}

/** An open connection to an MCP server. Close it when no run uses its tools any more. */
export interface McpTools extends AsyncDisposable {
  /** As the server listed them when the connection was opened. */
  readonly tools: readonly AgentTool[];
  /**
   * Calls a tool for the host, whatever the model is offered.
   *
   * @param name without the prefix
   * @returns the text of the result
   * @throws AppError `CONFLICT` with the text of a failed call, and what the client throws
   */
  call(name: string, input: unknown, signal: AbortSignal): Promise<string>;
}

/**
 * Connects to an MCP server and lists its tools.
 *
 * @throws AppError `INVALID_INPUT` for a tool with a name that providers do not take, and the client's error when the server
 * cannot be reached
 */
export async function connectMcpTools({ url, headers, prefix = "" }: McpServerOptions): Promise<McpTools> {
  // Loaded here: agents without MCP start without it.
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const client = new Client({ name: "tinyagi-agents", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }),
  );
  const call = async (name: string, input: unknown, signal: AbortSignal) =>
    outputOf(
      await client.callTool(
        { name, arguments: input as Record<string, unknown> },
        { signal, timeout: CALL_TIMEOUT_MS },
      ),
    );
  try {
    const { tools } = await client.listTools();
    return {
      tools: tools.map(({ name, description = "", inputSchema }): AgentTool => {
        checkToolName(prefix + name);
        return {
          name: prefix + name,
          description,
          inputSchema: jsonSchema(inputSchema as Parameters<typeof jsonSchema>[0]),
          execute: (input, { signal }) => call(name, input, signal),
        };
      }),
      call,
      [Symbol.asyncDispose]: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

interface CallResult {
  readonly content?: unknown;
  readonly isError?: boolean | undefined;
}

function outputOf({ content, isError }: CallResult): string {
  const parts = Array.isArray(content) ? (content as { type: string; text?: string }[]) : [];
  const text = parts.map((part) => part.text ?? `(${part.type} left out)`).join("\n");
  if (isError === true) throw new AppError("CONFLICT", text);
  return text;
}
