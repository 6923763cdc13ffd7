/**
 * The route of the Model Context Protocol. A request passes the same checks as every other one before it gets here:
 * Host, Origin, token, kind of caller, content type, size. What a client may have open at once is bounded.
 */
import { AppError, ROUTES, type RouteDefinition, SESSION_HEADER } from "@tinyagi/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AppLimits, ServerLog } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import { buildContext } from "../routing/route-context.js";
import type { RefuseWrong } from "../security/wrong-credentials.js";
import type { McpEndpoint } from "./endpoint.js";
import type { OpenCalls } from "./open-calls.js";
import type { ToolDesk } from "./tool-desk.js";

const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "cookie", SESSION_HEADER]);

export interface McpRoute {
  desk: () => Promise<ToolDesk>;
  open: OpenCalls;
  log: ServerLog;
  refuseWrong: RefuseWrong;
  limits: Pick<AppLimits, "streamKeepAliveMs">;
}

export function bindMcp(app: FastifyInstance, options: McpRoute): void {
  const definition: RouteDefinition = ROUTES.mcp;
  const { open } = options;
  let endpoint: Promise<McpEndpoint> | undefined;
  app.route({
    method: definition.method,
    url: definition.path,
    bodyLimit: definition.bodyLimit,
    config: { definition },
    async handler(request, reply) {
      checkBody(request.body);
      const leave = open.enter(request.principal);
      reply.raw.once("close", leave);
      endpoint ??= openEndpoint(options);
      const context: RouteContext = buildContext(request, reply, options.refuseWrong);
      const { serve } = await endpoint;
      const answer = await serve(webRequest(request, context.signal), { body: request.body, context });
      const sent = reply.send(answer);
      // Otherwise the head leaves with the first byte of the body: for a call that waits, with the first sign of life.
      if (reply.raw.hasHeader("content-type")) reply.raw.flushHeaders();
      return sent;
    },
  });
  app.addHook("preClose", async () => {
    await (await endpoint)?.close();
  });
}

/**
 * The SDK would read a missing body itself, and never ends its answer to a batch of calls. The protocol has no batches
 * since its version 2025-06-18.
 */
function checkBody(body: unknown): void {
  if (body === undefined)
    throw new AppError("INVALID_JSON", "The body is empty. Send one JSON-RPC message as application/json.");
  if (Array.isArray(body))
    throw new AppError(
      "INVALID_INPUT",
      "Batches are not supported. Send each JSON-RPC message as a request.",
    );
}

async function openEndpoint({ desk: openDesk, log, limits }: McpRoute): Promise<McpEndpoint> {
  const [{ createMcpEndpoint }, desk] = await Promise.all([import("./endpoint.js"), openDesk()]);
  return createMcpEndpoint({ desk, log, keepAliveMs: limits.streamKeepAliveMs });
}

/** The SDK reads only headers; the body was parsed before. */
function webRequest({ headers, url }: FastifyRequest, signal: AbortSignal): Request {
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !CREDENTIALS.has(name) ? [[name, value]] : [],
  );
  return new Request(new URL(url, "http://localhost"), { method: "POST", headers: named, signal });
}
