/** The route of the event stream: the checks and refusals of any route, then a raw answer that stays open. */
import { ROUTES, type RouteDefinition, type RouteInput } from "@tinyagi/contracts";
import type { FastifyInstance, FastifyReply } from "fastify";
import { parseInput } from "../routing/parse-input.js";
import type { Authenticator } from "../security/auth.js";
import type { Principal } from "../security/principal.js";
import type { StreamHub } from "./stream-hub.js";

const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  // An ended stream must not leave a kept-alive socket behind that would hold up the stop of the server.
  connection: "close",
  "x-accel-buffering": "no",
};

/** Registers the stream on `app`. */
export function bindEventStream(app: FastifyInstance, hub: StreamHub, authenticator: Authenticator): void {
  const definition: RouteDefinition = ROUTES.eventStream;
  app.route({
    method: definition.method,
    url: definition.path,
    bodyLimit: definition.bodyLimit,
    exposeHeadRoute: false,
    config: { definition },
    handler: (request, reply) => {
      const { query } = parseInput(definition, request) as RouteInput<"eventStream">;
      const header = request.headers["last-event-id"];
      const lastEventId = Array.isArray(header) ? header[0] : header;
      const { principal } = request;
      const { rawHeaders } = request.raw;
      const isStillAllowed = () => isSamePrincipal(authenticator, { principal, rawHeaders });
      const begin = hub.admit({ query, lastEventId, principal, isStillAllowed });
      openRaw(reply);
      begin(reply.raw);
    },
  });
}

/** Who came with a session or a scoped token is looked at again; the operator's token holds as long as the daemon. */
function isSamePrincipal(
  authenticator: Authenticator,
  { principal, rawHeaders }: { principal: Principal; rawHeaders: readonly string[] },
): boolean {
  if (principal.kind !== "browser" && principal.kind !== "channel") return true;
  try {
    return authenticator.authenticate(rawHeaders, { cookies: true }).kind === principal.kind;
  } catch {
    // Whatever the refusal says: the credential no longer holds.
    return false;
  }
}

function openRaw(reply: FastifyReply): void {
  reply.hijack();
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...STREAM_HEADERS })) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200);
  reply.raw.flushHeaders();
}
