/** The REST API v10 of the fake Discord, and its file server. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { FaultPlan, RestFault } from "./faults.js";
import type { Interactions } from "./interactions.js";
import { applicationRoutes } from "./rest-application.js";
import { RestRefusal, sendRateLimit, sendRefusal } from "./rest-error.js";
import { interactionRoutes } from "./rest-interactions.js";
import { messageRoutes } from "./rest-messages.js";
import type { World } from "./world.js";

const BODY_LIMIT_BYTES = 64 * 1_024 * 1_024;
const API = "/api/v10";
/** Their token is in the path. */
const OPEN = /^\/(interactions|webhooks)\//;

export interface RestRequest {
  readonly method: string;
  /** Behind `/api/v10`. */
  readonly path: string;
  readonly body: string;
}

export interface RestParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly faults: FaultPlan;
  readonly requests: RestRequest[];
  readonly gatewayUrl: () => string;
  readonly firstAnswerMs: number;
}

export function createRestApp(parts: RestParts): FastifyInstance {
  const { world, faults, requests } = parts;
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 500 },
    // Some clients encode the sign of `@me`.
    rewriteUrl: ({ url = "" }) => url.replaceAll("%40", "@"),
  });
  /** Requests that take effect, but whose answer is lost. */
  const mute = new WeakMap<FastifyRequest, RestFault>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof RestRefusal) return sendRefusal(reply, error);
    throw error;
  });
  app.addHook("preHandler", async (request, reply) => {
    const path = toPath(request);
    requests.push({ method: request.method, path, body: toText(request) });
    if (request.url.startsWith(API) && !OPEN.test(path) && !isAuthentic(world, request))
      return sendRefusal(reply, new RestRefusal(401, 0, "401: Unauthorized"));
    const fault = faults.take(request.method, path);
    if (fault === undefined) return undefined;
    if (fault.kind === "lose-answer" || fault.kind === "hang") return void mute.set(request, fault);
    return meet(reply, fault);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const fault = mute.get(request);
    if (fault?.kind === "lose-answer") request.raw.socket.destroy();
    if (fault?.kind === "hang") await new Promise((resolve) => reply.raw.once("close", resolve));
    return payload;
  });
  app.register(
    async (api) => {
      applicationRoutes(api, parts);
      messageRoutes(api, world);
      interactionRoutes(api, parts);
    },
    { prefix: API },
  );
  app.get("/attachments/*", ({ url }, reply) => {
    const bytes = world.files.get(url.split("?")[0] ?? "");
    if (bytes === undefined) return reply.status(404).send();
    return reply.type("application/octet-stream").send(Buffer.from(bytes));
  });
  return app;
}

function isAuthentic({ token }: World, { headers }: FastifyRequest): boolean {
  return headers.authorization === `Bot ${token}`;
}

function meet(reply: FastifyReply, fault: RestFault): FastifyReply {
  if (fault.kind === "status")
    return sendRefusal(reply, new RestRefusal(fault.status, fault.code ?? 0, "This is a fault of the test."));
  if (fault.kind === "rate-limit") return sendRateLimit(reply, fault);
  if (fault.kind === "redirect") return reply.redirect(fault.to);
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

function toPath({ url }: FastifyRequest): string {
  const path = url.split("?")[0] ?? "";
  return path.startsWith(API) ? path.slice(API.length) : path;
}

/** Bodies with files are long and binary: their text is not kept. */
function toText({ headers, body }: FastifyRequest): string {
  const isText = headers["content-type"]?.startsWith("application/json") ?? false;
  return isText && Buffer.isBuffer(body) ? body.toString("utf8") : "";
}
