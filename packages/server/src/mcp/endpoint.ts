/**
 * Speaks the Model Context Protocol over the tools. Every request stands alone, so no client can hold state here: claude,
 * codex, opencode and the clients of the SDK all work without sessions. An answer is always an event stream with regular
 * comments, because clients give up on a response that is silent for minutes, and some tools wait for hours.
 * Import it lazily: the SDK costs 50 ms and 12 MB.
 */
import {
  type CallToolResult,
  createMcpHandler,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { ServerLog } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import type { ToolDesk } from "./tool-desk.js";

const INSTRUCTIONS =
  "Tools of TinyAGI, a company of AI agents: reach agents, give them work, use their memory, tasks and schedules. A refused call says which limit or right stopped it, and what to do.";

export interface McpEndpoint {
  /** Answers one request that was checked and parsed before. */
  serve(request: Request, exchange: { body: unknown; context: RouteContext }): Promise<Response>;
  close(): Promise<void>;
}

export interface EndpointOptions {
  desk: ToolDesk;
  log: ServerLog;
  /** Time between the signs of life of a call that waits, in milliseconds. */
  keepAliveMs: number;
}

export function createMcpEndpoint({ desk, log, keepAliveMs }: EndpointOptions): McpEndpoint {
  const contexts = new WeakMap<Request, RouteContext>();
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const context = requestInfo === undefined ? undefined : contexts.get(requestInfo);
      if (context === undefined) throw new Error("an MCP request has no context");
      return serverFor(desk, { context, keepAliveMs });
    },
    {
      keepAliveMs,
      responseMode: "sse",
      onerror: (error) => log.debug({ err: error }, "an MCP request was refused"),
    },
  );
  return {
    serve(request, { body, context }) {
      contexts.set(request, context);
      return handler.fetch(request, { parsedBody: body });
    },
    close: () => handler.close(),
  };
}

function serverFor(
  desk: ToolDesk,
  { context, keepAliveMs }: { context: RouteContext; keepAliveMs: number },
): Server {
  const server = new Server(
    { name: "tinyagi", title: "TinyAGI", version: "1" },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler("tools/list", async () => ({ tools: await desk.list(context) }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const input = params.arguments ?? {};
    using _progress = reportProgress(mcpReq, keepAliveMs);
    const result: CallToolResult | undefined = await desk.call({ name: params.name, input }, context);
    if (result === undefined)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no such tool. List them first.");
    return result;
  });
  return server;
}

/** Clients that limit the time of a call start their limit again at each progress notification they asked for. */
function reportProgress({ _meta, notify }: ServerContext["mcpReq"], everyMs: number): Disposable {
  const progressToken = _meta?.progressToken;
  let progress = 0;
  const timer =
    progressToken === undefined
      ? undefined
      : setInterval(() => {
          progress += 1;
          // A client that is gone needs no progress; the call learns of it from its signal.
          notify({ method: "notifications/progress", params: { progressToken, progress } }).catch(() => {});
        }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
