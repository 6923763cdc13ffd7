/**
 * The route of the event stream. `@fastify/sse` negotiates it, sets its headers, sends the comments that keep it alive
 * and closes it. A request is checked and refused like any other before the first byte.
 */
import { fastifySSE } from "@fastify/sse";
import { AppError, ROUTES, type RouteDefinition, type RouteInput } from "@tinyagi/contracts";
import type { FastifyInstance } from "fastify";
import type { AppLimits } from "../options.js";
import { parseInput } from "../routing/parse-input.js";
import type { Authenticator } from "../security/auth.js";
import type { Principal } from "../security/principal.js";
import type { StreamHub } from "./stream-hub.js";

const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-cache, no-transform",
  // A stream that has ended must not leave a kept-alive socket that delays the shutdown of the server.
  connection: "close",
};

const NOT_ACCEPTABLE = new AppError(
  "NOT_ACCEPTABLE",
  "This route only sends text/event-stream. Allow it in the Accept header.",
);

export interface StreamRoute {
  hub: StreamHub;
  authenticator: Authenticator;
  limits: Pick<AppLimits, "streamKeepAliveMs">;
}

/** Registers the stream on `app`, in a scope of its own, where the plugin sees the route. */
export function bindEventStream(app: FastifyInstance, { hub, authenticator, limits }: StreamRoute): void {
  const definition: RouteDefinition = ROUTES.eventStream;
  app.register(async (scope) => {
    await scope.register(fastifySSE, { heartbeatInterval: limits.streamKeepAliveMs });
    scope.route({
      method: definition.method,
      url: definition.path,
      bodyLimit: definition.bodyLimit,
      exposeHeadRoute: false,
      config: { definition },
      // Without "only", the plugin serves only clients that name the type in their Accept header.
      sse: "only",
      // The plugin's own refusal has another shape than every other error of the API.
      preSerialization: async (_request, reply, payload) =>
        reply.statusCode === NOT_ACCEPTABLE.status
          ? { error: NOT_ACCEPTABLE.message, code: NOT_ACCEPTABLE.code }
          : payload,
      handler: async (request, reply) => {
        const { query } = parseInput(definition, request) as RouteInput<"eventStream">;
        const { principal, client } = request;
        const { rawHeaders } = request.raw;
        const isStillAllowed = () => isSamePrincipal(authenticator, { principal, rawHeaders, client });
        const lastEventId = reply.sse.lastEventId ?? undefined;
        const begin = hub.admit({ query, lastEventId, principal, isStillAllowed });
        reply.headers(STREAM_HEADERS).hijack();
        reply.sse.keepAlive();
        reply.sse.sendHeaders();
        begin(reply);
      },
    });
  });
}

/** Checks the credential of a session or a scoped token again. The operator's token is valid as long as the daemon runs. */
function isSamePrincipal(
  authenticator: Authenticator,
  {
    principal,
    rawHeaders,
    client,
  }: { principal: Principal; rawHeaders: readonly string[]; client: string | undefined },
): boolean {
  if (principal.kind !== "browser" && principal.kind !== "channel") return true;
  try {
    return authenticator.authenticate(rawHeaders, client).kind === principal.kind;
  } catch {
    // Whatever the reason of the refusal, the credential is no longer valid.
    return false;
  }
}
