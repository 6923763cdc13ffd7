/**
 * The route of the Model Context Protocol. A request passes the same checks as every other one before it gets here:
 * Host, Origin, token, kind of caller, content type, size. What a client may have open at once is bounded.
 */
import { AppError, ROUTES, type RouteDefinition, SESSION_HEADER } from "@tinyagi/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AppLimits, ServerLog } from "../options.js";
import type { RouteContext } from "../route-handlers.js";
import { buildContext } from "../routing/route-context.js";
import type { Principal } from "../security/principal.js";
import { type RefuseWrong, RetryLaterError } from "../security/wrong-credentials.js";
import type { McpEndpoint } from "./endpoint.js";
import type { OutsideTools } from "./listed-tool.js";
import type { LoadTools } from "./tool.js";

const RETRY_S = 5;
const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "cookie", SESSION_HEADER]);

export interface McpRoute {
  loadTools: LoadTools;
  outside: OutsideTools | undefined;
  log: ServerLog;
  refuseWrong: RefuseWrong;
  limits: Pick<AppLimits, "mcpCalls" | "mcpCallsPerCaller" | "streamKeepAliveMs">;
}

export function bindMcp(app: FastifyInstance, options: McpRoute): void {
  const definition: RouteDefinition = ROUTES.mcp;
  const open = createOpenCalls(options.limits);
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

async function openEndpoint({ loadTools, outside, log, limits }: McpRoute): Promise<McpEndpoint> {
  const [{ createMcpEndpoint }, tools] = await Promise.all([import("./endpoint.js"), loadTools()]);
  return createMcpEndpoint({ tools, outside, log, keepAliveMs: limits.streamKeepAliveMs });
}

/** The SDK reads only headers; the body was parsed before. */
function webRequest({ headers, url }: FastifyRequest, signal: AbortSignal): Request {
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !CREDENTIALS.has(name) ? [[name, value]] : [],
  );
  return new Request(new URL(url, "http://localhost"), { method: "POST", headers: named, signal });
}

interface OpenCalls {
  /** Counts a call until the returned function is called. @throws AppError `UNAVAILABLE`, with `Retry-After` */
  enter(principal: Principal): () => void;
}

function createOpenCalls({ mcpCalls, mcpCallsPerCaller }: McpRoute["limits"]): OpenCalls {
  const byCaller = new Map<string, number>();
  let all = 0;
  return {
    enter(principal) {
      const caller = principal.kind === "run" ? principal.runId : principal.kind;
      const own = byCaller.get(caller) ?? 0;
      if (all >= mcpCalls || own >= mcpCallsPerCaller)
        throw new RetryLaterError(
          "RATE_LIMITED",
          `At most ${mcpCallsPerCaller} MCP calls of one caller, and ${mcpCalls} in all, may wait at a time. Wait for one to end.`,
          RETRY_S,
        );
      all += 1;
      byCaller.set(caller, own + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all -= 1;
        const rest = (byCaller.get(caller) ?? 1) - 1;
        if (rest === 0) byCaller.delete(caller);
        else byCaller.set(caller, rest);
      };
    },
  };
}
